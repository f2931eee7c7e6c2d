/** Σ a[from + t] · b[other + t] over `length` numbers, in four running sums. */
export function innerProduct(a: Float64Array, from: number, b: Float64Array, other: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let t = 0;
  for (; t + 4 <= length; t += 4) {
    s0 += a[from + t]! * b[other + t]!;
    s1 += a[from + t + 1]! * b[other + t + 1]!;
    s2 += a[from + t + 2]! * b[other + t + 2]!;
    s3 += a[from + t + 3]! * b[other + t + 3]!;
  }
  for (; t < length; t++) s0 += a[from + t]! * b[other + t]!;
  return s0 + s1 + (s2 + s3);
}
