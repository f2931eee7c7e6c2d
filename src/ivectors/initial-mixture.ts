import { NumericError } from '../core/errors';
import { type Random, randomOf } from '../core/random';
import type { Frames } from '../core/vectors';
import type { DiagonalMixture } from './mixture';

/**
 * A mixture to begin with: means are distinct frames drawn by the seed, variances those of all frames, weights equal
 * (kaldi src/gmmbin/gmm-global-init-from-feats.cc, InitGmmFromRandomFrames). Throws NumericError with fewer than ten frames a component, or
 * where a value never varies.
 */
export function initialMixture(
  { rows, columns: dimension, data }: Frames,
  components: number,
  seed: number,
): DiagonalMixture {
  if (rows < 10 * components) {
    throw new NumericError({
      what: 'too few frames for the background model',
      expected: `at least ${10 * components}: ten for each of ${components} components to begin with`,
      found: `${rows}`,
      remedy: 'give more training recordings, or make model.components smaller',
    });
  }
  const variance = varianceOf({ rows, columns: dimension, data });
  const random = randomOf(seed, 'initial mixture');
  const drawn = new Set<number>();
  while (drawn.size < components) drawn.add(random.integer(rows));
  const means = new Float64Array(components * dimension);
  [...drawn].forEach((row, component) => {
    means.set(data.subarray(row * dimension, (row + 1) * dimension), component * dimension);
  });
  return {
    dimension,
    weights: new Float64Array(components).fill(1 / components),
    means,
    variances: Float64Array.from(means, (_, at) => variance[at % dimension]!),
  };
}

function varianceOf({ rows, columns, data }: Frames): Float64Array {
  const [mean, square] = [new Float64Array(columns), new Float64Array(columns)];
  for (let at = 0; at < data.length; at++) {
    mean[at % columns]! += data[at]! / rows;
    square[at % columns]! += data[at]! ** 2 / rows;
  }
  const variance = square.map((value, at) => value - mean[at]! ** 2);
  const still = variance.findIndex(value => !(value > 0));
  if (still < 0) return variance;
  throw new NumericError({
    what: 'a feature never varies',
    where: `feature ${still + 1} of ${columns}`,
    found: `variance ${variance[still]}`,
    remedy: 'look at the recordings and at the features of the recipe',
  });
}

/**
 * More components: again and again the one of the largest weight is made two, whose means lie 0.1 standard deviations times normal draws to either
 * side of its own (kaldi src/gmm/diag-gmm.cc, Split, with the perturbation of gmm-global-init-from-feats).
 */
export function splitTo(mixture: DiagonalMixture, components: number, random: Random): DiagonalMixture {
  const { dimension } = mixture;
  const grown = (values: Float64Array, size: number): Float64Array => {
    const larger = new Float64Array(size);
    larger.set(values);
    return larger;
  };
  const weights = grown(mixture.weights, components);
  const means = grown(mixture.means, components * dimension);
  const variances = grown(mixture.variances, components * dimension);
  for (let made = mixture.weights.length; made < components; made++) {
    let largest = 0;
    for (let component = 1; component < made; component++) {
      if (weights[component]! > weights[largest]!) largest = component;
    }
    weights[largest]! /= 2;
    weights[made] = weights[largest]!;
    for (let at = 0; at < dimension; at++) {
      const [from, to] = [largest * dimension + at, made * dimension + at];
      const step = 0.1 * random.normal() * Math.sqrt(variances[from]!);
      variances[to] = variances[from]!;
      means[to] = means[from]! + step;
      means[from]! -= step;
    }
  }
  return { dimension, weights, means, variances };
}
