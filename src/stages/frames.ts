import { openShards, type ShardIndex } from '../audio/shards';
import { waveOfPcm } from '../audio/wave-of-pcm';
import { writeAtomically } from '../core/atomic-write';
import { SavedError } from '../core/errors';
import type { Frames } from '../core/vectors';
import { compile } from '../engine/compile';
import { tf } from '../engine/tf';
import { withDeltas } from '../features/deltas';
import { type EnergyVadOptions, keepFrames, voicedFrames } from '../features/energy-vad';
import type { Feature } from '../features/feature';
import { subtractSlidingMean } from '../features/sliding-mean';
import { countParts, readPart, writePart } from '../ivectors/frame-parts';
import { type Artifact, defineStage, type StageIO, type StageMaking } from '../pipeline/stage';
import type { Engine, StageDescription } from './train';

/** How frames of speech are made of recordings. */
export interface FramesPlan {
  /** Its first value is the log energy, and no mean is taken off. */
  readonly feature: Feature;
  readonly deltas: { readonly order: number; readonly window: number };
  readonly meanWindow: number;
  readonly vad: EnergyVadOptions;
  readonly engine: Engine;
}

/** A folder of frames, as a whole: `frames.json` in it. */
export interface FramesSummary {
  readonly utterances: number;
  readonly frames: number;
  readonly dimension: number;
  readonly parts: number;
}

/** Frames after which a part is full: 150 MB of 72 values each. */
export const partFrames = 2 ** 19;

/**
 * Makes frames of speech of every utterance of a set: features, slopes beside them, the mean of a sliding window off, silence left out (the order of kaldi
 * egs/sre08/v1/sid/train_diag_ubm.sh). Parts that are written stay when it is stopped.
 */
export function frames(
  of: string,
  plan: FramesPlan,
  shards: Artifact,
  { settings, code, versions }: StageDescription,
): StageMaking<'frames'> {
  return defineStage({
    name: `frames.${of}`,
    settings,
    reads: [shards],
    code: ['stages/frames', ...code],
    versions,
    home: 'shared',
    resumable: true,
    makes: { frames: 'frames' },
    async run(io, made) {
      await plan.engine(io.report);
      const index = openShards(io.path(shards));
      try {
        await writeParts(of, plan, index, io.path(made.frames), io);
      } finally {
        index.close();
      }
    },
  });
}

async function writeParts(of: string, plan: FramesPlan, index: ShardIndex, folder: string, io: StageIO): Promise<void> {
  const onFallback = (text: string): void => io.report({ type: 'warning', text });
  const extract = compile(([waves]) => [plan.feature.extract(waves as tf.Tensor2D)], {
    name: 'features',
    openAxis: 1,
    onFallback,
  });
  let [number, row, total] = [0, 0, 0];
  let dimension = 0;
  for (; number < countParts(folder); number++) {
    const { starts, frames: kept } = readPart(folder, number);
    row += starts.length - 1;
    total += kept.rows;
    dimension = kept.columns;
  }
  try {
    while (row < index.count) {
      const [waiting, starts]: [Frames[], number[]] = [[], [0]];
      let filled = 0;
      for (; row < index.count && filled < partFrames; row++) {
        const speech = speechOf(plan, index, row, extract, io);
        waiting.push(speech);
        filled += speech.rows;
        starts.push(filled);
        io.report({ type: 'progress', stage: `frames.${of}`, done: row + 1, total: index.count, unit: 'utterances' });
        if (row % 16 === 15) await new Promise(resolve => setImmediate(resolve));
        if (io.signal.aborted) throw saved(number);
      }
      dimension = waiting[0]?.columns ?? 0;
      writePart(folder, number++, { starts: Int32Array.from(starts), frames: joined(waiting, filled, dimension) });
      total += filled;
    }
  } finally {
    extract.dispose();
  }
  const summary: FramesSummary = { utterances: row, frames: total, dimension, parts: number };
  writeAtomically(`${folder}/frames.json`, `${JSON.stringify(summary)}\n`);
}

function saved(parts: number): SavedError {
  return new SavedError({
    what: `stopped after ${parts} parts of frames, saved`,
    remedy: 'run the same command again to go on',
  });
}

/** Frames of speech of one utterance; all of its frames where none passes for speech. */
function speechOf(
  { deltas, meanWindow, vad }: FramesPlan,
  index: ShardIndex,
  row: number,
  extract: ReturnType<typeof compile>,
  { report }: StageIO,
): Frames {
  const pcm = index.read(row, 0, index.samples(row));
  const wave = tf.tensor2d(waveOfPcm(pcm), [1, pcm.length], 'float32');
  const [tensor] = extract.run([wave]);
  if (tensor === undefined) throw new Error('the features gave no output');
  const [, rows = 0, columns = 0] = tensor.shape;
  const plain = { rows, columns, data: Float32Array.from(tensor.dataSync()) };
  tf.dispose([wave, tensor]);
  const marks = voicedFrames(plain, vad);
  if (!marks.includes(1)) {
    report({ type: 'warning', text: `${index.id(row)}: no frame passes for speech, so all of its ${rows} are used` });
    marks.fill(1);
  }
  return keepFrames(subtractSlidingMean(withDeltas(plain, deltas), meanWindow), marks);
}

function joined(parts: readonly Frames[], rows: number, columns: number): Frames {
  const data = new Float32Array(rows * columns);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { rows, columns, data };
}
