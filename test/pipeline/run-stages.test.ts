import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toyExperiment } from './toy-stages';

describe('runStages', () => {
  let toy: ReturnType<typeof toyExperiment>;
  beforeEach(async () => {
    toy = toyExperiment();
    expect((await toy.run()).ran).toBe('prepare train score');
  });
  afterEach(() => toy.remove());

  test('runs nothing the second time', async () => {
    const again = await toy.run();
    expect(again.ran).toBe('');
    expect(again.stages.map(({ state }) => state)).toEqual(['fresh', 'fresh', 'fresh']);
  });

  test('gives the place of each artifact', async () => {
    const { path } = await toy.run();
    const [score] = toy.plan({
      speakers: 3,
      margin: 0.2,
      seed: 1,
      metric: 'eer',
      ffmpeg: '5.1',
      lossModule: 'core/random',
    }).targets;
    expect(() => path(score!.makes[0]!)).toThrow('score/table is no part of this run'); // another graph's
    expect(readFileSync(join(toy.directory, 'table.txt'), 'utf8')).toBe('eer 3 5.1 a,b 0.2 1');
  });

  test.each([
    ['a recipe key of the first stage', { speakers: 4 }, 'prepare train score', 'speakers: 3 → 4'],
    ['a recipe key of a later stage', { margin: 0.3 }, 'train score', 'loss.margin: 0.2 → 0.3'],
    ['the seed', { seed: 2 }, 'train score', 'seed: 1 → 2'],
    ['the last stage', { metric: 'min-dcf' }, 'score', 'metric: "eer" → "min-dcf"'],
    ['the version of a program', { ffmpeg: '7.1' }, 'prepare train score', 'ffmpeg: "5.1" → "7.1"'],
    [
      'the code (which makes the same model)',
      { lossModule: 'core/units' },
      'train',
      'src/core/random.ts is gone; src/core/units.ts is new',
    ],
  ])('runs what depends on %s, and says why', async (_, change, expected, why) => {
    const dry = await toy.run(change, { dryRun: true });
    expect(dry.ran).toBe('');
    const changed = await toy.run(change);
    expect(changed.ran).toBe(expected);
    const first = changed.stages.find(({ state }) => state === 'ran');
    expect(first?.because.join('; ')).toBe(why);
    expect(dry.stages.find(({ state }) => state === 'would-run')?.because.join('; ')).toBe(why);
    expect((await toy.run(change)).ran).toBe('');
  });

  test.each(['log.jsonl', 'metrics.jsonl', 'stages'])(
    'refuses a symbolic link out of the run at %s, and writes nothing through it',
    async name => {
      const outside = join(toy.directory, '../../outside');
      rmSync(join(toy.directory, name), { recursive: true, force: true });
      symlinkSync(outside, join(toy.directory, name)); // leads to nothing yet
      await expect(toy.run({ seed: 2 })).rejects.toThrow('a symbolic link leads out of the run directory');
      expect(existsSync(outside)).toBe(false);
    },
  );

  test('does not run again after a mere touch of an outside file', async () => {
    utimesSync(toy.list, new Date(), new Date());
    expect((await toy.run()).ran).toBe('');
  });

  test('stops where a stage makes the same as before', async () => {
    writeFileSync(toy.list, 'a\nb\nZ\n');
    expect((await toy.run()).ran).toBe('prepare');
    writeFileSync(toy.list, 'a\nY\nZ\n');
    const changed = await toy.run();
    expect(changed.ran).toBe('prepare train score');
    expect(changed.stages[1]?.because).toEqual(['prepare/shards changed']);
  });

  test('sees a change of the same size within the clock’s grain', async () => {
    for (const letter of 'defgh') {
      writeFileSync(toy.list, `${letter}\nb\nc\n`);
      expect((await toy.run()).ran).toBe('prepare train score');
    }
  });

  test('makes again what was removed, cut or edited', async () => {
    rmSync(join(toy.directory, 'table.txt'));
    expect((await toy.run()).ran).toBe('score');
    const model = join(toy.directory, 'model.bin');
    writeFileSync(model, readFileSync(model, 'utf8').replace('0.2', '0.9'));
    const mended = await toy.run();
    expect(mended.ran).toBe('train');
    expect(mended.stages[1]?.because).toEqual(['train/model is not as the stage left it']);
  });

  test('runs all again with force, and keeps the old model', async () => {
    expect((await toy.run({}, { force: true })).ran).toBe('prepare train score');
    expect(readdirSync(join(toy.directory, 'superseded')).sort()).toEqual(['checkpoints.train-1', 'model.bin.train-1']);
  });

  test('moves the old run aside with fresh', async () => {
    expect((await toy.run({}, { fresh: true })).ran).toBe('train score');
    expect(existsSync(`${toy.directory}.old-1/model.bin`)).toBe(true);
  });

  test('runs no further than --to and takes what lies before --from as it is', async () => {
    expect((await toy.run({ margin: 0.4, metric: 'x' }, { to: 'train' })).ran).toBe('train');
    expect((await toy.run({ margin: 0.5, metric: 'y' }, { from: 'score' })).ran).toBe('score');
    expect(toy.events.at(-3)).toMatchObject({
      type: 'warning',
      text: expect.stringContaining('loss.margin: 0.4 → 0.5'),
    });
    expect((await toy.run({ margin: 0.5, metric: 'y' })).ran).toBe('train score');
    await expect(toy.run({}, { from: 'scor' })).rejects.toThrow('did you mean score?');
  });

  test('shares a prepared corpus between runs', async () => {
    expect((await toy.run({}, { name: 'second' })).ran).toBe('train score');
  });

  test('two runs that prepare the same at once prepare it once', async () => {
    toy.calls.length = 0;
    await Promise.all([toy.run({ speakers: 9 }, { name: 'a' }), toy.run({ speakers: 9 }, { name: 'b' })]);
    expect(toy.calls.filter(name => name === 'prepare')).toHaveLength(1);
  });
});
