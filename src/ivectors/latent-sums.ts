import { packedSize } from '../algebra/packed';
import { tf } from '../engine/tf';
import type { LatentModel } from './latent';
import { sharedNumbers, type TotalVariability } from './total-variability';
import type { UtteranceSums } from './utterance-sums';
import { numbersOf } from './values-of';

/** What an iteration of EM needs of the utterances, with w′ and F̃ as {@link LatentModel} has them. In memory that worker threads share. */
export interface LatentSums {
  /** Σ N, [components]. */
  readonly counts: Float64Array;
  /** Σ F̃, [components, dimension]. */
  readonly first: Float64Array;
  /** Σ N w′, [components, size]. */
  readonly weightedMeans: Float64Array;
  /** Σ F̃ w′ᵀ, [components, dimension, size]. */
  readonly cross: Float64Array;
  /** Σ N E[w′ w′ᵀ], lower triangles, [components, size · (size + 1) / 2]. */
  readonly seconds: Float64Array;
  /** Σ w′ and Σ E[w′ w′ᵀ] over utterances. */
  readonly sum: Float64Array;
  readonly scatter: Float64Array;
  utterances: number;
  /** Σ of the gains of {@link Latent}. */
  gain: number;
}

/** Utterances that are inferred at once. */
const few = 64;
/** Numbers of a product that are on the device at once: 64 MB, as what JavaScript reads of it is memory that waits to be collected. */
const most = 2 ** 24;

export function noLatentSums({ size, dimension, weights }: TotalVariability): LatentSums {
  const components = weights.length;
  return {
    counts: sharedNumbers(components),
    first: sharedNumbers(components * dimension),
    weightedMeans: sharedNumbers(components * size),
    cross: sharedNumbers(components * dimension * size),
    seconds: sharedNumbers(components * packedSize(size)),
    sum: new Float64Array(size),
    scatter: new Float64Array(packedSize(size)),
    utterances: 0,
    gain: 0,
  };
}

/** Sets all sums to 0, for the next iteration: 4 GB of 2,048 components are not made anew while the last ones wait to be collected. */
export function clearLatentSums(sums: LatentSums): void {
  const { counts, first, weightedMeans, cross, seconds, sum, scatter } = sums;
  for (const values of [counts, first, weightedMeans, cross, seconds, sum, scatter]) values.fill(0);
  sums.utterances = 0;
  sums.gain = 0;
}

/**
 * Adds utterances to the sums of the E-step (kaldi src/ivector/ivector-extractor.cc, CommitStatsForUtterance). Sums over the utterances given are
 * products of matrices in single precision, sums of such are in double: give some hundreds at a time.
 */
export function addLatentSums(model: LatentModel, utterances: UtteranceSums, sums: LatentSums): void {
  const { utterances: count, counts, first } = utterances;
  const components = counts.length / count;
  const width = first.length / count;
  addRows(counts, components, sums.counts);
  addRows(first, width, sums.first);
  tf.tidy(() => {
    const { means, seconds } = inferred(model, utterances, sums);
    const n = tf.tensor2d(counts, [count, components]);
    const f = tf.tensor2d(first, [count, width]);
    addOuter(n, [means], sums.weightedMeans);
    addOuter(f, [means], sums.cross);
    addOuter(n, seconds, sums.seconds);
    addTo(
      sums.sum,
      0,
      numbersOf(() => tf.sum(means, 0)),
    );
    for (const part of seconds) {
      addTo(
        sums.scatter,
        0,
        numbersOf(() => tf.sum(part, 0)),
      );
    }
  });
  sums.utterances += count;
}

/** Means of all, and second moments a few utterances at a time, as they were inferred: joined they would be there twice. */
function inferred(
  model: LatentModel,
  { utterances, counts, first }: UtteranceSums,
  sums: LatentSums,
): { readonly means: tf.Tensor2D; readonly seconds: readonly tf.Tensor2D[] } {
  const [means, seconds]: [tf.Tensor2D[], tf.Tensor2D[]] = [[], []];
  for (let start = 0; start < utterances; start += few) {
    const end = Math.min(start + few, utterances);
    const latent = model.infer({
      utterances: end - start,
      counts: rowsOf(counts, utterances, start, end),
      first: rowsOf(first, utterances, start, end),
    });
    means.push(latent.means);
    seconds.push(latent.seconds);
    for (const gain of latent.gains.dataSync()) sums.gain += gain;
    latent.gains.dispose();
  }
  const joined = tf.concat2d(means, 0);
  tf.dispose(means);
  return { means: joined, seconds };
}

/** A copy: the device keeps what it is given. */
function rowsOf(values: Float32Array, rows: number, start: number, end: number): Float32Array {
  const columns = values.length / rows;
  return values.slice(start * columns, end * columns);
}

/** into += leftᵀ · right, where right comes in parts, rows one after the other; some columns of both at a time. */
function addOuter(left: tf.Tensor2D, right: readonly tf.Tensor2D[], into: Float64Array): void {
  const [rows, height] = left.shape;
  const width = right[0]?.shape[1] ?? 0;
  const columns = Math.min(width, 8192);
  const step = Math.floor(most / columns);
  for (let from = 0; from < width; from += columns) {
    const count = Math.min(columns, width - from);
    const slice = tf.tidy(() =>
      tf.concat2d(
        right.map(part => tf.slice2d(part, [0, from], [part.shape[0], count])),
        0,
      ),
    );
    for (let top = 0; top < height; top += step) {
      const tall = Math.min(step, height - top);
      const part = numbersOf(() => tf.matMul(tf.slice2d(left, [0, top], [rows, tall]), slice, true, false));
      for (let row = 0; row < tall; row++) {
        addTo(into, (top + row) * width + from, part.subarray(row * count, (row + 1) * count));
      }
    }
    slice.dispose();
  }
}

function addRows(values: Float32Array, columns: number, into: Float64Array): void {
  for (let at = 0; at < values.length; at += columns) {
    for (let column = 0; column < columns; column++) into[column]! += values[at + column]!;
  }
}

function addTo(into: Float64Array, from: number, values: ArrayLike<number>): void {
  for (let at = 0; at < values.length; at++) into[from + at]! += values[at]!;
}
