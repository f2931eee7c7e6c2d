/** bfloat16 is the upper half of a single-precision number. */
export function fromBfloat16(halves: Uint16Array): Float32Array {
  const words = Uint32Array.from(halves, half => half << 16);
  return new Float32Array(words.buffer);
}

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
export function fromFloat16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, half => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}
