import type { StoredWeights } from './weights';

/** What becomes of a mean: the networks at the ends of the last epochs. */
export interface AverageRule {
  readonly last: number;
  readonly everyEpochs: number;
}

/** Whether a network is put aside after so many steps: at the multiples of the interval, and at the end. */
export function isKeptForAverage(
  { everyEpochs }: AverageRule,
  step: number,
  { steps, stepsPerEpoch }: Extent,
): boolean {
  const interval = everyEpochs * stepsPerEpoch;
  const count = Math.round(step / interval);
  return step === steps || (count > 0 && Math.round(count * interval) === step);
}

interface Extent {
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

/**
 * The mean of networks, array by array, summed in double precision: weights, class vectors and the running statistics of batch norm
 * alike, as wespeaker@dfa7419 wespeaker/bin/average_model.py does; the statistics are not measured anew.
 */
export function averageOf(networks: Iterable<StoredWeights>): StoredWeights {
  const sums = new Map<string, { readonly shape: readonly number[]; readonly sum: Float64Array }>();
  let count = 0;
  for (const network of networks) {
    count++;
    for (const [name, { shape, data }] of network) {
      const { sum } = sums.get(name) ?? { sum: new Float64Array(data.length) };
      for (let place = 0; place < data.length; place++) sum[place] = (sum[place] ?? 0) + (data[place] ?? 0);
      sums.set(name, { shape, sum });
    }
  }
  return new Map(
    [...sums].map(([name, { shape, sum }]) => [name, { shape, data: Float32Array.from(sum, value => value / count) }]),
  );
}
