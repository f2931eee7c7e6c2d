import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '../../src/core/events';
import { startEngine } from '../../src/engine/start';
import { writePart } from '../../src/ivectors/frame-parts';
import { writeMixture } from '../../src/ivectors/mixture-file';
import { runStages } from '../../src/pipeline/run-stages';
import { defineStage } from '../../src/pipeline/stage';
import { totalVariability } from '../../src/stages/total-variability';
import { candidates, frames, fulls, least, size, starts } from '../ivectors/kaldi-case';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const utterances = starts.length - 1;
const eachPart = 10;

/** Kaldi's frames in parts of a few utterances, and its mixture. */
const given = defineStage({
  name: 'given',
  settings: {},
  makes: { frames: 'frames', mixture: 'ubm.safetensors' },
  async run(io, made) {
    const folder = io.path(made.frames);
    mkdirSync(folder, { recursive: true });
    for (let first = 0; first < utterances; first += eachPart) {
      const own = starts.slice(first, first + eachPart + 1);
      const [from, to] = [own[0]!, own.at(-1)!];
      const data = frames.data.slice(from * frames.columns, to * frames.columns);
      writePart(folder, first / eachPart, {
        starts: own.map(start => start - from),
        frames: { rows: to - from, columns: frames.columns, data },
      });
    }
    writeFileSync(join(folder, 'frames.json'), JSON.stringify({ utterances, frames: frames.rows }));
    writeMixture(io.path(made.mixture), fulls[2]!);
  },
});

/** Trains in a folder; `watch` sees each event and the folder of half-done work. Returns the model's digest. */
async function train(
  folder: string,
  watch: (event: RunEvent, stop: () => void, work: string) => void = () => {},
): Promise<{ readonly digest: string; readonly notes: readonly string[] }> {
  const engine = () => startEngine({ device: 'cpu' });
  const stage = totalVariability(
    { candidates, least, size, iterations: 3, threads: 1, checkpointUtterances: 10, seed: 1, engine },
    given.made,
    { settings: {}, code: [], versions: {} },
  );
  const [stopping, notes] = [new AbortController(), [] as string[]];
  const work = join(folder, 'i/default/work/train.total-variability');
  const done = await runStages(
    {
      experiments: folder,
      recipe: 'i',
      name: 'default',
      targets: [stage],
      resolvedRecipe: '',
      environment: {},
      command: 'test',
    },
    {
      signal: stopping.signal,
      report(event) {
        if (event.type === 'note') notes.push(event.text);
        watch(event, () => stopping.abort(), work);
      },
    },
  );
  const digest = createHash('sha256')
    .update(readFileSync(done.path(stage.made.model)))
    .digest('hex');
  return { digest, notes };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'svtk-total-variability-'));
  folders.push(folder);
  return folder;
}

/** Whether an event is of an iteration's pass, behind so many utterances of it. */
function passed(event: RunEvent, iteration: number, count: number): boolean {
  if (event.type !== 'progress' || event.values?.['iteration'] !== iteration) return false;
  return event.values['updated'] === undefined && event.done - iteration * utterances >= count;
}

let undisturbed: string;
beforeAll(async () => {
  undisturbed = (await train(newFolder())).digest;
});

test('totalVariability that dies within an iteration goes on from the sums saved there, to the same bits', async () => {
  const folder = newFolder();
  const dying = train(folder, event => {
    if (passed(event, 2, 30)) throw new Error('killed');
  });
  await expect(dying).rejects.toThrow('killed');
  const { digest, notes } = await train(folder);
  expect(notes).toContain('total-variability: goes on after iteration 1');
  expect(notes).toContain(`total-variability: goes on in iteration 2 after 20 of ${utterances} utterances`);
  expect(digest).toBe(undisturbed);
});

test('totalVariability told to stop saves the sums that it has, also while it updates', async () => {
  const folder = newFolder();
  const stopped = train(folder, (event, stop) => {
    if (passed(event, 1, 10)) stop();
  });
  await expect(stopped).rejects.toThrow('total variability stopped in iteration 1 of 3, saved');
  const updating = train(folder, (event, stop) => {
    if (event.type === 'progress' && event.values?.['updated'] !== undefined) stop();
  });
  await expect(updating).rejects.toThrow('total variability stopped in iteration 1 of 3, saved');
  const { digest, notes } = await train(folder);
  expect(notes).toContain(`total-variability: goes on in iteration 1 after ${utterances} of ${utterances} utterances`);
  expect(digest).toBe(undisturbed);
});

test('totalVariability removes the sums of an iteration that is done, and does not go on from those of another', async () => {
  const folder = newFolder();
  const kept: boolean[] = [];
  const copy = join(folder, 'copy');
  const dying = train(folder, (event, _, work) => {
    const sums = join(work, 'sums.safetensors');
    if (passed(event, 2, 20) && !existsSync(copy)) copyFileSync(sums, copy);
    if (!passed(event, 3, 10)) return;
    kept.push(existsSync(sums));
    copyFileSync(copy, sums);
    throw new Error('killed');
  });
  await expect(dying).rejects.toThrow('killed');
  expect(kept).toEqual([false]);
  const { digest, notes } = await train(folder);
  expect(notes.filter(note => note.includes('goes on in iteration'))).toEqual([]);
  expect(digest).toBe(undisturbed);
});
