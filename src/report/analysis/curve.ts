/** A figure over training steps; both columns are of one length, steps ascending. */
export interface Curve {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

/** The steps at which a column has a number. */
export function curveOf(steps: Float64Array, column: Float64Array): Curve {
  const places = [...column.keys()].filter(row => Number.isFinite(column[row]!) && Number.isFinite(steps[row]!));
  return {
    steps: Float64Array.from(places, row => steps[row]!),
    values: Float64Array.from(places, row => column[row]!),
  };
}

/**
 * At most about `most` points: of each stretch of the curve, its least and its greatest value at their steps, so that a
 * spike of a single step stays visible. Shorter curves stay as they are.
 */
export function thinned(curve: Curve, most: number): Curve {
  const { length } = curve.values;
  if (length <= most) return curve;
  const stretches = Math.max(1, Math.floor(most / 2));
  const rows: number[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * length) / stretches);
    const to = Math.floor(((stretch + 1) * length) / stretches);
    let [low, high] = [from, from];
    for (let row = from; row < to; row++) {
      if (curve.values[row]! < curve.values[low]!) low = row;
      if (curve.values[row]! > curve.values[high]!) high = row;
    }
    rows.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  return {
    steps: Float64Array.from(rows, row => curve.steps[row]!),
    values: Float64Array.from(rows, row => curve.values[row]!),
  };
}

/** The mean of `window` neighbouring values, fewer at the ends; every value counts alike. Linear time. */
export function smoothed({ steps, values }: Curve, window: number): Curve {
  const half = Math.floor(window / 2);
  const sums = new Float64Array(values.length + 1);
  for (let row = 0; row < values.length; row++) sums[row + 1] = sums[row]! + values[row]!;
  return {
    steps,
    values: values.map((_, row) => {
      const reach = Math.min(half, row, values.length - 1 - row);
      return (sums[row + reach + 1]! - sums[row - reach]!) / (2 * reach + 1);
    }),
  };
}
