import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';

const folder = mkdtempSync(join(tmpdir(), 'svtk-table-'));
afterAll(() => rmSync(folder, { recursive: true }));

function reliability(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const script = join(packageRoot, 'scripts/reliability/main.mjs');
  const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words], options);
  return { status, out: stdout, err: stderr };
}

test('reliability --only R25 prints its row and writes it as JSON', () => {
  const json = join(folder, 'table.json');
  const { status, out } = reliability(['--only', 'R25', '--json', json]);
  expect(out).toMatch(/^R25 .* 3 +3 {2}3 refused by version/m);
  expect(out).toContain('1 held, 0 missed, 0 not run here');
  expect(status).toBe(0);
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
    seed: 1,
    results: [{ id: 'R25', status: 'held', tried: 3 }],
  });
});

test('reliability without strace says that R2 was not run, and counts it neither way', () => {
  const { status, out } = reliability(['--only', 'R2'], { PATH: folder });
  expect(out).toMatch(/^R2 .* – +– {2}not run: strace is missing/m);
  expect(out).toContain('0 held, 0 missed, 1 not run here');
  expect(status).toBe(0);
});

test('reliability where something tried does not hold says what, and ends with 1', () => {
  // Without a temporary folder no row can begin.
  const { status, out } = reliability(['--only', 'R25'], { TMPDIR: join(folder, 'nowhere') });
  expect(out).toMatch(/^R25 .*MISSED/m);
  expect(out).toContain('missed: Error: ENOENT');
  expect(status).toBe(1);
});

test.each([
  ['--only', 'R99'],
  ['--share', 'most'],
  ['--seed', 'x'],
])('reliability %s %s is refused', (...words) => {
  const { status, err } = reliability(words);
  expect(err).toContain(words[1]);
  expect(status).toBe(2);
});

test('docs/reliability.md has every row of scripts/reliability', () => {
  const docs = readFileSync(join(packageRoot, 'docs/reliability.md'), 'utf8');
  const files = readdirSync(join(packageRoot, 'scripts/reliability'));
  const rows = files.flatMap(name => /^r0?(\d+)-/.exec(name)?.[1] ?? []);
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter(row => !docs.includes(`\n| R${row} |`))).toEqual([]);
});
