import type { DiagonalMixture, FullMixture } from './mixture';
import { readTensors, writeTensors } from './tensor-file';

/** Writes a mixture in double precision, with words that go with it. */
export function writeMixture(
  path: string,
  mixture: DiagonalMixture | FullMixture,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const { weights, means, dimension } = mixture;
  const components = weights.length;
  writeTensors(
    path,
    {
      weights: { shape: [components], data: weights },
      means: { shape: [components, dimension], data: means },
      ...('variances' in mixture
        ? { variances: { shape: [components, dimension], data: mixture.variances } }
        : { covariances: { shape: [components, dimension, dimension], data: mixture.covariances } }),
    },
    metadata,
  );
}

/** @throws DataError for a file without a mixture of full covariances */
export function readFullMixture(path: string): FullMixture {
  const file = readTensors(path);
  const { shape, data } = file.numbers('means');
  const covariances = file.numbers('covariances').data;
  return { dimension: shape[1] ?? 0, weights: file.numbers('weights').data, means: data, covariances };
}

/** @throws DataError for a file without a mixture of diagonal covariances */
export function readDiagonalMixture(path: string): DiagonalMixture {
  const file = readTensors(path);
  const { shape, data } = file.numbers('means');
  const variances = file.numbers('variances').data;
  return { dimension: shape[1] ?? 0, weights: file.numbers('weights').data, means: data, variances };
}
