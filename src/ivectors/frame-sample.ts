import type { Random } from '../core/random';
import type { Frames } from '../core/vectors';
import type { FramePart } from './frame-parts';

/** Every `stride`-th frame, counted from a row on. */
export function everyFrame({ rows, columns, data }: Frames, stride: number, from = 0): Frames {
  if (stride === 1 && from === 0) return { rows, columns, data };
  const kept = Math.max(0, Math.ceil((rows - from) / stride));
  const out = new Float32Array(kept * columns);
  for (let row = 0; row < kept; row++) {
    const at = (from + row * stride) * columns;
    out.set(data.subarray(at, at + columns), row * columns);
  }
  return { rows: kept, columns, data: out };
}

/**
 * About `count` frames out of `total` in all parts, one drawn from each of as many equal stretches; all frames where there are no more. Kaldi draws a reservoir
 * instead (gmm-global-init-from-feats.cc).
 */
export function sampleFrames(parts: Iterable<FramePart>, total: number, count: number, random: Random): Frames {
  const wanted = Math.min(count, total);
  let out = new Float32Array(0);
  let [columns, passed, taken] = [0, 0, 0];
  let next = drawn(0, wanted, total, random);
  for (const { frames } of parts) {
    columns = frames.columns;
    if (out.length === 0) out = new Float32Array(wanted * columns);
    while (taken < wanted && next < passed + frames.rows) {
      const at = (next - passed) * columns;
      out.set(frames.data.subarray(at, at + columns), taken * columns);
      taken++;
      if (taken < wanted) next = drawn(taken, wanted, total, random);
    }
    passed += frames.rows;
  }
  return { rows: taken, columns, data: out.subarray(0, taken * columns) };
}

function drawn(stretch: number, stretches: number, total: number, random: Random): number {
  const from = Math.floor((stretch * total) / stretches);
  const to = Math.floor(((stretch + 1) * total) / stretches);
  return from + random.integer(to - from);
}
