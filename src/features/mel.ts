import { UsageError } from '../core/errors';
import type { Hertz } from '../core/units';

export interface MelRange {
  readonly mels: number;
  readonly sampleRate: Hertz;
  /** Length of the Fourier transform. */
  readonly points: number;
  readonly low: Hertz;
  readonly high: Hertz;
}

/** Mel of a frequency, as HTK and Kaldi have it. */
export function melOf(frequency: Hertz): number {
  return 1127 * Math.log1p(frequency / 700);
}

/**
 * Triangular filters, equally wide in mel, each touching its neighbours' centres; heights are interpolated in mel:
 * row-major [points / 2 + 1, mels]. The bin at half the sample rate is left out, as in kaldi src/feat/mel-computations.cc.
 * Throws a UsageError where a filter holds no bin at all.
 */
export function melFilters({ mels, sampleRate, points, low, high }: MelRange): Float32Array {
  const bins = points / 2 + 1;
  const filters = new Float32Array(bins * mels);
  const start = melOf(low);
  const step = (melOf(high) - start) / (mels + 1);
  for (let mel = 0; mel < mels; mel++) {
    let empty = true;
    for (let bin = 0; bin < bins - 1; bin++) {
      // Distance from the left foot, in widths of half a triangle: 0 at the foot, 1 at the top, 2 at the right foot.
      const position = (melOf((bin * sampleRate) / points) - start) / step - mel;
      if (position <= 0 || position >= 2) continue;
      filters[bin * mels + mel] = position <= 1 ? position : 2 - position;
      empty = false;
    }
    if (empty) {
      throw new UsageError({
        what: 'too many mel filters for the window',
        where: 'features.mels',
        expected: `filters that hold at least one of ${bins - 1} frequencies each`,
        found: `${mels} mels between ${low} and ${high} Hz; number ${mel + 1} is empty`,
        remedy: 'ask for fewer mels, a longer window or a wider range',
      });
    }
  }
  return filters;
}
