/** A stream of pseudo-random numbers that is a function of its key alone. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Normal with mean 0 and standard deviation 1 (Box–Muller). */
  normal(): number;
}

/** FNV-1a over the key's UTF-16 code units, then a murmur finaliser: 32 bits that differ for near keys. */
export function hash32(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The generator for one purpose: `randomOf(seed, 'crop', epoch, index)`.
 * Same key, same numbers, in whatever worker and at whatever time. sfc32 (PractRand's small fast counter, 32 bit).
 */
export function randomOf(...key: readonly (string | number)[]): Random {
  const text = key.join('\u0000');
  let a = hash32(text, 0x811c9dc5);
  let b = hash32(text, 0x9e3779b9);
  let c = hash32(text, 0x243f6a88);
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 12; warm++) next();
  // 53 bits from two draws: a 32-bit uniform would repeat values within a large tensor.
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  let spare: number | undefined;
  return {
    uniform,
    integer: bound => Math.floor(uniform() * bound),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** A new array with the rows in random order (Fisher–Yates). */
export function shuffled<T>(rows: readonly T[], random: Random): T[] {
  const order = rows.slice();
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
