import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';

/** What `growthOf` says of a work, an expression in `size`. */
function growthOf(work: string, size: number): number {
  const module = JSON.stringify(join(packageRoot, 'scripts/reliability/growth.mjs'));
  const program = `
    import { growthOf } from ${module};
    const steps = count => { let sum = 0; for (let step = 0; step < count; step++) sum = (sum * 31 + step) | 0; return sum; };
    const { ratio } = await growthOf(size => () => ${work}, ${size});
    console.log(ratio);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return Number(stdout);
}

// The limit of row R14 is 12.
test.each([
  ['linear', 'steps(size * 400)', 0, 12],
  ['quadratic', 'steps(size * size / 40)', 13, 140],
  ['very short', 'steps(size)', 1, 1],
])('growthOf of %s work says so', (_what, work, least, most) => {
  const ratio = growthOf(work, 15_000);
  expect(ratio).toBeGreaterThanOrEqual(least);
  expect(ratio).toBeLessThanOrEqual(most);
});
