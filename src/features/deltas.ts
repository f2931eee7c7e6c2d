import type { Frames } from '../core/vectors';

export interface DeltaOptions {
  /** 2 adds the slopes and the slopes of the slopes. */
  readonly order: number;
  /** Frames to either side that a slope is fitted to. */
  readonly window: number;
}

/**
 * Frames with the slopes of their values over time beside them: [frames, d] → [frames, d · (order + 1)]. A slope is the least-squares fit over
 * 2 · window + 1 frames; beyond the ends the first and the last frame are repeated. Each order is one filter over the plain values, so that
 * order 2 sees the repeated frames and not slopes of them (kaldi src/feat/feature-functions.cc, DeltaFeatures).
 */
export function withDeltas({ rows, columns, data }: Frames, { order, window }: DeltaOptions): Frames {
  const filters = deltaFilters(order, window);
  const wide = columns * (order + 1);
  const out = new Float32Array(rows * wide);
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (const [place, filter] of filters.entries()) {
      const reach = (filter.length - 1) / 2;
      sums.fill(0);
      for (let offset = -reach; offset <= reach; offset++) {
        const weight = filter[offset + reach]!;
        if (weight === 0) continue;
        const from = Math.min(Math.max(row + offset, 0), rows - 1) * columns;
        for (let column = 0; column < columns; column++) sums[column]! += weight * data[from + column]!;
      }
      out.set(sums, row * wide + place * columns);
    }
  }
  return { rows, columns: wide, data: out };
}

/** The filter of each order, from the plain values on: [1], then each convolved with j / Σ j². */
function deltaFilters(order: number, window: number): Float64Array[] {
  const filters = [Float64Array.of(1)];
  let normalizer = 0;
  for (let offset = -window; offset <= window; offset++) normalizer += offset * offset;
  for (let made = 1; made <= order; made++) {
    const previous = filters[made - 1]!;
    const filter = new Float64Array(previous.length + 2 * window);
    for (let offset = -window; offset <= window; offset++) {
      for (let place = 0; place < previous.length; place++) {
        filter[place + offset + window]! += (offset * previous[place]!) / normalizer;
      }
    }
    filters.push(filter);
  }
  return filters;
}
