/** Each level is a list of ten aliases of the level below it. */
export function laughs(levels: number): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < levels; level++) {
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  return lines.join('\n');
}

const chain = Array.from({ length: 101 }, (_, i) => (i === 0 ? 'k0: &k0 x' : `k${i}: &k${i} {k: *k${i - 1}}`)).join(
  '\n',
);
const ladder = Array.from(
  { length: 90 },
  (_, i) => `k${i}: &k${i} ${'['.repeat(50)}${i === 0 ? '' : `*k${i - 1}`}${']'.repeat(50)}`,
).join('\n');

/** Recipes that would grow without end, or take for ever, in a careless reader. */
export const bombs: Readonly<Record<string, string>> = {
  'nine levels of ten aliases': laughs(9),
  'five levels of ten aliases': laughs(5),
  'a quadratic blow-up': `a: &a "${'x'.repeat(1000)}"\nb: [${Array(5000).fill('*a').join(',')}]`,
  'a chain of aliases': chain,
  'aliases that deepen each other': ladder,
  '2,000 open lists': `a: ${'['.repeat(2000)}`,
  '2,000 nested maps': Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`)
    .join('\n')
    .slice(0, 1 << 20),
  'half a million values': `a: [${'1,'.repeat(500_000)}]`,
  'a quarter of a million empty lists': `a: [${'[],'.repeat(250_000)}]`,
  '100,000 keys': Array.from({ length: 100_000 }, (_, index) => `k${index}: 1`)
    .join('\n')
    .slice(0, 1 << 20),
  'more than 1 MiB': `a: "${'x'.repeat(1 << 20)}"`,
  'itself, through an alias': 'a: &a {b: *a}',
};
