import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InterruptedError, SavedError } from '../../src/core/errors';
import { readJsonLines } from '../../src/pipeline/json-lines';
import { listRuns } from '../../src/pipeline/list-runs';
import { defineStage, type StageParts } from '../../src/pipeline/stage';
import { toyExperiment, toyInputs } from './toy-stages';

/** A training of 10 steps that saves each step, stops when asked, and writes how it got there. */
function training(stop: () => { readonly at: number; readonly control?: AbortController; readonly error?: Error }) {
  const train: Partial<StageParts<'model'>> = {
    async run(io, { model }) {
      const ckpt = join(io.work, 'ckpt');
      const start = existsSync(ckpt) ? Number(readFileSync(ckpt, 'utf8')) : 0;
      const metrics = io.metrics(start);
      for (let step = start + 1; step <= 10; step++) {
        metrics.append({ step, loss: 1 / step });
        const { at, control, error } = stop();
        if (step === at && error !== undefined) throw error; // after the metrics, before the save
        writeFileSync(ckpt, String(step));
        if (step === at) control?.abort(new InterruptedError('interrupted'));
        if (io.signal.aborted) throw new SavedError(`saved at step ${step}`);
      }
      writeFileSync(io.path(model), `from ${start}`);
    },
  };
  return train;
}

describe('runStages with a resumable stage', () => {
  let stop: { at: number; control?: AbortController; error?: Error };
  let toy: ReturnType<typeof toyExperiment>;
  beforeEach(() => {
    stop = { at: 4, control: new AbortController() };
    toy = toyExperiment({ train: training(() => stop) });
  });
  afterEach(() => toy.remove());
  const signal = (): AbortSignal => stop.control?.signal ?? new AbortController().signal;
  const model = (): string => readFileSync(join(toy.directory, 'model.bin'), 'utf8');

  test('goes on where Ctrl-C stopped it, and says so by InterruptedError', async () => {
    await expect(toy.run({}, { signal: signal() })).rejects.toThrow(new InterruptedError('saved at step 4'));
    expect(listRuns(join(toy.folder, 'exp'))).toMatchObject([
      { recipe: 'toy', name: 'first', state: 'stopped', stage: 'train' },
    ]);
    await toy.run();
    expect(model()).toBe('from 4');
    expect(listRuns(join(toy.folder, 'exp'))).toMatchObject([{ state: 'finished', stage: 'score' }]);
  });

  test('keeps each metrics row once, also those written after the last save', async () => {
    stop = { at: 4, error: new Error('power cut') };
    await expect(toy.run()).rejects.toThrow('power cut');
    writeFileSync(join(toy.directory, 'metrics.jsonl'), '{"stage":"train","st', { flag: 'a' }); // half a row
    stop = { at: 0 };
    await toy.run();
    expect(model()).toBe('from 3');
    expect(readJsonLines(join(toy.directory, 'metrics.jsonl')).map(row => row['step'])).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });

  test('starts anew for other settings, and keeps the work of the old ones', async () => {
    await expect(toy.run({}, { signal: signal() })).rejects.toThrow(InterruptedError);
    await toy.run({ margin: 0.3 });
    expect(model()).toBe('from 0');
    expect(readFileSync(join(toy.directory, 'superseded/checkpoints.train-1/ckpt'), 'utf8')).toBe('4');
  });

  test('starts anew after a change of code, unless told to accept it', async () => {
    await expect(toy.run({}, { signal: signal() })).rejects.toThrow(InterruptedError);
    await toy.run({ lossModule: 'core/units' }, { acceptCode: true });
    expect(model()).toBe('from 4');
    expect((await toy.run({ lossModule: 'core/registry' }, { acceptCode: true })).stages[1]?.state).toBe('fresh');
    expect((await toy.run({ lossModule: 'core/registry' })).stages[1]?.state).toBe('fresh'); // it is on record now
    await toy.run({ lossModule: 'core/vectors' });
    expect(model()).toBe('from 0');
  });

  test('says what a failed run died of in log.jsonl', async () => {
    stop = { at: 2, error: new Error('no luck') };
    await expect(toy.run()).rejects.toThrow('no luck');
    const types = readJsonLines(join(toy.directory, 'log.jsonl')).map(row => row['type']);
    expect(types).toEqual(['run-started', 'stage-started', 'stage-finished', 'stage-started', 'run-failed']);
    expect(listRuns(join(toy.folder, 'exp'))).toMatchObject([{ state: 'failed', stage: 'train' }]);
  });
});

describe('runStages', () => {
  let toy: ReturnType<typeof toyExperiment>;
  beforeEach(() => {
    toy = toyExperiment();
  });
  afterEach(() => toy.remove());

  test('does not begin a stage once the signal is aborted', async () => {
    const control = new AbortController();
    control.abort(new SavedError('stopped by SIGTERM'));
    await expect(toy.run({}, { signal: control.signal })).rejects.toThrow(new SavedError('stopped by SIGTERM'));
    expect(toy.calls).toEqual([]);
  });

  test('is not moved by clocks that jump: files of yesterday and of tomorrow are fresh', async () => {
    await toy.run();
    for (const days of [-1, 1]) {
      const then = new Date(Date.now() + days * 86_400_000);
      for (const path of [toy.list, join(toy.directory, 'model.bin')]) utimesSync(path, then, then);
      expect((await toy.run()).ran).toBe('');
      expect((await toy.run()).ran).toBe('');
    }
  });

  test('removes what a killed process left half-written', async () => {
    await toy.run();
    writeFileSync(join(toy.directory, 'table.txt.tmp-123'), 'half');
    mkdirSync(join(toy.directory, 'checkpoints/ckpt-000010.tmp-99'));
    const cache = join(toy.folder, 'exp/.shared/file-digests.json.tmp-4194999');
    writeFileSync(cache, '{');
    utimesSync(cache, 1, 1);
    await toy.run();
    expect(existsSync(cache)).toBe(false);
    expect(
      readdirSync(toy.directory, { recursive: true, encoding: 'utf8' }).filter(name => name.includes('tmp')),
    ).toEqual([]);
  });

  test('refuses to write through a link that leads out of the run', async () => {
    mkdirSync(join(toy.folder, 'outside'));
    const away = defineStage({
      name: 'away',
      settings: {},
      makes: { file: 'link/file' },
      run: async (io, { file }) => writeFileSync(io.path(file), 'x'),
    });
    mkdirSync(toy.directory, { recursive: true });
    symlinkSync(join(toy.folder, 'outside'), join(toy.directory, 'link'));
    const { runStages } = await import('../../src/pipeline/run-stages');
    const options = { report: () => undefined, signal: new AbortController().signal };
    await expect(runStages({ ...toy.plan(toyInputs), targets: [away] }, options)).rejects.toThrow(
      'leads out of the run',
    );
    expect(readdirSync(join(toy.folder, 'outside'))).toEqual([]);
  });

  test('refuses a run whose folder of records is a link that leads out of it', async () => {
    mkdirSync(join(toy.folder, 'elsewhere'));
    mkdirSync(toy.directory, { recursive: true });
    symlinkSync(join(toy.folder, 'elsewhere'), join(toy.directory, 'stages'));
    await expect(toy.run()).rejects.toThrow('leads out of the run');
    expect(readdirSync(join(toy.folder, 'elsewhere'))).toEqual([]);
  });

  test.each(['..', '../x', '/etc', 'a/b', '', '.hidden', 'CON', 'con.txt', 'x\0', 'a'.repeat(101), 'é', 'a b', 'x.'])(
    'refuses the name %j for a run',
    async name => {
      await expect(toy.run({}, { name })).rejects.toThrow('cannot be used as a file name');
      expect(existsSync(join(toy.folder, 'exp'))).toBe(false);
    },
  );

  test('a stage that does not make what it says is an error', async () => {
    const lazy = defineStage({ name: 'lazy', settings: {}, makes: { file: 'file' }, run: async () => undefined });
    const { runStages } = await import('../../src/pipeline/run-stages');
    const options = { report: () => undefined, signal: new AbortController().signal };
    await expect(runStages({ ...toy.plan(toyInputs), targets: [lazy] }, options)).rejects.toThrow(
      'lazy/file was not made',
    );
  });
});
