/** Numbers of which nobody knows yet how many there will be; memory doubles. */
export interface Growing<T> {
  push(value: number): void;
  /** What was pushed, in an array of just that size. */
  taken(): T;
}

type Numbers = Int32Array | Float64Array | Uint8Array;

/** A growing array of the constructor's kind: `growing(n => new Int32Array(n))`. */
export function growing<T extends Numbers>(make: (size: number) => T): Growing<T> {
  let values = make(1024);
  let used = 0;
  return {
    push(value) {
      if (used === values.length) {
        const larger = make(2 * used);
        larger.set(values);
        values = larger;
      }
      values[used++] = value;
    },
    taken() {
      const exact = make(used);
      exact.set(values.subarray(0, used));
      return exact;
    },
  };
}
