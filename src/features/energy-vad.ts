import type { Frames } from '../core/vectors';

/** In recipes' spelling: these are options of what uses them. */
export interface EnergyVadOptions {
  /** Log energy that a frame must exceed, before the mean's part. */
  readonly threshold: number;
  /** How much of the recording's mean log energy is added to it. */
  readonly mean_scale: number;
  /** Frames to either side that vote with a frame. */
  readonly context: number;
  /** Share of the votes that a frame needs. */
  readonly proportion: number;
}

/**
 * Which frames are speech by their log energy, column 0 of Kaldi's MFCC (kaldi src/ivector/voice-activity-detection.cc, ComputeVadEnergy): those where
 * enough of the frames around exceed threshold + mean_scale · mean. One byte a frame, 1 for speech.
 */
export function voicedFrames({ rows, columns, data }: Frames, options: EnergyVadOptions): Uint8Array {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += data[row * columns]!;
  const threshold = options.threshold + (options.mean_scale * sum) / rows;
  return Uint8Array.from({ length: rows }, (_, row) => {
    const first = Math.max(0, row - options.context);
    const last = Math.min(rows - 1, row + options.context);
    let loud = 0;
    for (let other = first; other <= last; other++) if (data[other * columns]! > threshold) loud++;
    return loud >= (last - first + 1) * options.proportion ? 1 : 0;
  });
}

/** The marked rows; the rest is left out. */
export function keepFrames({ rows, columns, data }: Frames, marks: Uint8Array): Frames {
  const kept = marks.reduce((sum, mark) => sum + mark, 0);
  const out = new Float32Array(kept * columns);
  for (let row = 0, to = 0; row < rows; row++) {
    if (marks[row] === 0) continue;
    out.set(data.subarray(row * columns, (row + 1) * columns), to);
    to += columns;
  }
  return { rows: kept, columns, data: out };
}
