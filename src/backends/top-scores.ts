/** Mean and standard deviation of a handful of scores. */
export interface Spread {
  readonly mean: number;
  /** Divided by n, not n − 1 (ddof 0). */
  readonly deviation: number;
}

/** Mean and standard deviation of the `top` largest values; linear time on average. The values are put in another order. */
export function spreadOfTop(values: Float64Array, top: number): Spread {
  if (top < values.length) moveLargestLast(values, top);
  const first = values.length - top;
  let sum = 0;
  for (let at = first; at < values.length; at++) sum += values[at]!;
  const mean = sum / top;
  let squares = 0;
  for (let at = first; at < values.length; at++) squares += (values[at]! - mean) * (values[at]! - mean);
  return { mean, deviation: Math.sqrt(squares / top) };
}

/** Hoare's selection: afterwards the last `top` places hold the largest values, in any order. */
function moveLargestLast(values: Float64Array, top: number): void {
  const wanted = values.length - top;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = middleOf(values[low]!, values[(low + high) >>> 1]!, values[high]!);
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const swapped = values[left]!;
      values[left++] = values[right]!;
      values[right--] = swapped;
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else return;
  }
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
