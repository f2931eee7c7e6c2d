import type { LatentSums } from './latent-sums';
import { fillNumbers, writeTensors } from './tensor-file';

/** Writes the sums of utterances so far, with words on where they end. */
export function writeSums(path: string, sums: LatentSums, metadata: Readonly<Record<string, string>>): void {
  const totals = Float64Array.of(sums.utterances, sums.gain);
  const arrays = Object.entries({ ...arraysOf(sums), totals });
  writeTensors(
    path,
    Object.fromEntries(arrays.map(([name, data]) => [name, { shape: [data.length], data }])),
    metadata,
  );
}

/**
 * Reads sums into memory that is there already, and returns the words that go with them; where `fits` refuses the words, reads nothing and returns undefined.
 * @throws DataError for a file that holds no such sums
 */
export function readSums(
  path: string,
  sums: LatentSums,
  fits: (metadata: Readonly<Record<string, string>>) => boolean,
): Readonly<Record<string, string>> | undefined {
  const totals = new Float64Array(2);
  let fitting = false;
  const { metadata } = fillNumbers(path, header => {
    fitting = fits(header.metadata);
    return fitting ? { ...arraysOf(sums), totals } : undefined;
  });
  if (!fitting) return undefined;
  [sums.utterances = 0, sums.gain = 0] = totals;
  return metadata;
}

function arraysOf({ counts, first, weightedMeans, cross, seconds, sum, scatter }: LatentSums) {
  return { counts, first, weightedMeans, cross, seconds, sum, scatter };
}
