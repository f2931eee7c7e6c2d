import { join } from 'node:path';
import { type Dense, dense } from '../algebra/dense';
import { DataError } from '../core/errors';
import { openKaldiObject, writeKaldiObject } from '../manifest/kaldi-object-file';
import type { Affine } from './affine';
import type { PldaChain } from './plda-chain';
import type { PldaModel } from './plda-model';

/** Files of Kaldi's programs; without a transform there is no LDA, without a mean nothing is taken off. */
export interface KaldiPldaFiles {
  /** Of ivector-compute-plda, or ivector-adapt-plda. */
  readonly plda: string;
  /** Of ivector-compute-lda: [out, in], or [out, in + 1] with what is added last. */
  readonly transform?: string | undefined;
  /** Of ivector-mean. */
  readonly mean?: string | undefined;
}

/**
 * Reads a chain that Kaldi trained (src/ivector/plda.cc, Plda::Read), for embeddings of that many dimensions; their number tells whether the transform's
 * last column is added, as Kaldi's transform-vec does it. Throws DataError where the files do not fit each other.
 */
export function readKaldiPlda({ plda, transform, mean }: KaldiPldaFiles, dimension: number): PldaChain {
  const model = readModel(plda);
  const size = model.between.length;
  const centre = mean === undefined ? new Float64Array(dimension) : readMean(mean, dimension);
  if (transform === undefined) {
    if (size !== dimension) throw misfit(plda, `a model of ${dimension} dimensions, as the embeddings have`, `${size}`);
    return { projection: { mean: centre }, model };
  }
  const map = readTransform(transform, dimension);
  if (map.matrix.rows !== size) {
    throw misfit(transform, `${size} rows, the dimensions of ${plda}`, `${map.matrix.rows}`);
  }
  return { projection: { mean: centre, ...map }, model };
}

/**
 * Writes a chain as files that Kaldi's programs read: plda, mean.vec and, where there is LDA, transform.mat in the folder, in double precision;
 * → their names.
 */
export function writeKaldiPlda(folder: string, { projection, model }: PldaChain): string[] {
  const { mean, matrix, offset } = projection;
  const { map, between } = model;
  const write = (name: string, parts: Parameters<typeof writeKaldiObject>[1]): string => {
    writeKaldiObject(join(folder, name), parts);
    return name;
  };
  return [
    write('mean.vec', [mean]),
    ...(matrix === undefined ? [] : [write('transform.mat', [withColumn(matrix, offset)])]),
    write('plda', ['<Plda>', map.mean, map.matrix, between, '</Plda>']),
  ];
}

function readModel(path: string): PldaModel {
  const file = openKaldiObject(path);
  file.token('<Plda>');
  const mean = file.vector('the mean');
  const matrix = file.matrix('the transform');
  const between = file.vector('psi');
  file.token('</Plda>');
  file.end();
  if (matrix.rows !== mean.length || matrix.columns !== mean.length || between.length !== mean.length) {
    const found = `a mean of ${mean.length}, a transform of ${matrix.rows} × ${matrix.columns}, psi of ${between.length}`;
    throw misfit(path, 'parts of one dimension', found);
  }
  if (between.some(value => value < 0)) throw misfit(path, 'variances of at least 0 in psi', `${Math.min(...between)}`);
  return { map: { mean, matrix }, between };
}

function readMean(path: string, dimension: number): Float64Array {
  const file = openKaldiObject(path);
  const mean = file.vector('the mean');
  file.end();
  if (mean.length !== dimension) {
    throw misfit(path, `${dimension} numbers, the dimensions of the embeddings`, `${mean.length}`);
  }
  return mean;
}

function readTransform(path: string, dimension: number): Required<Omit<Affine, 'mean'>> {
  const file = openKaldiObject(path);
  const whole = file.matrix('the transform');
  file.end();
  const { rows, columns, data } = whole;
  if (columns === dimension) return { matrix: dense(rows, columns, data), offset: undefined };
  if (columns !== dimension + 1) {
    throw misfit(path, `${dimension} or ${dimension + 1} columns, for embeddings of ${dimension}`, `${columns}`);
  }
  const matrix = dense(rows, dimension);
  for (let row = 0; row < rows; row++) {
    matrix.data.set(data.subarray(row * columns, (row + 1) * columns - 1), row * dimension);
  }
  return { matrix, offset: Float64Array.from({ length: rows }, (_, row) => data[(row + 1) * columns - 1]!) };
}

function withColumn({ rows, columns, data }: Dense, offset: Float64Array = new Float64Array(rows)): Dense {
  const wider = dense(rows, columns + 1);
  for (let row = 0; row < rows; row++) {
    wider.data.set(data.subarray(row * columns, (row + 1) * columns), row * (columns + 1));
    wider.data[(row + 1) * (columns + 1) - 1] = offset[row]!;
  }
  return wider;
}

function misfit(where: string, expected: string, found: string): DataError {
  return new DataError({ what: 'files of the back-end do not fit', where, expected, found });
}
