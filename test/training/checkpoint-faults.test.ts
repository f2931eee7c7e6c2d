import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';
import { straceIsThere, type TracedSave, tracedSave } from './traced-save';

// strace makes the k-th system call of a save fail: killed there, the disk full, or broken. All of them with SVTK_SLOW=1.
const strace = straceIsThere();
if (!strace) console.warn('strace is missing: saving checkpoints is not tested under faults');
const withStrace = strace ? test : test.skip;
const every = process.env['SVTK_SLOW'] === '1' ? 1 : 4;

let folder: string;
let traced: TracedSave;
beforeAll(() => {
  expect(spawnSync('node', [join(packageRoot, 'scripts/build.mjs')], { encoding: 'utf8' }).stderr).toBe('');
  folder = mkdtempSync(join(tmpdir(), 'svtk-faults-'));
  traced = tracedSave(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

withStrace('a save that is killed at any call leaves the checkpoint before or the new one', () => {
  const all = traced.calls();
  expect(all.length).toBeGreaterThan(25);
  for (const { name, k } of all.filter((_, place) => place % every === 0)) {
    const { trace } = traced.save(`inject=${name}:signal=KILL:when=${k}`);
    expect(trace).toContain('killed by SIGKILL');
    expect({ name, k, harm: traced.harm() }).toEqual({ name, k, harm: [] });
  }
});

withStrace.each([
  [
    'ENOSPC',
    /^.*: expected room for 20\.\d kB, found .* free \(ENOSPC\)\n {2}make room.*the last checkpoint is .*ckpt-0000[23]0$/,
  ],
  [
    'EIO',
    /^.*: expected room for 20\.\d kB, found .* free \(EIO\)\n {2}see dmesg.*the last checkpoint is .*ckpt-0000[23]0$/,
  ],
])(
  'a save in which any call meets %s says path, need, free and what is kept, and takes its half away',
  (fault, message) => {
    const writing = traced.calls().filter(({ name }) => ['mkdir', 'openat', 'write', 'fsync', 'rename'].includes(name));
    for (const { name, k } of writing.filter((_, place) => place % (every === 1 ? 1 : 2 * every) === 0)) {
      const { status, out } = traced.save(`inject=${name}:error=${fault}:when=${k}`);
      expect({ name, k, status, out }).toEqual({ name, k, status: 3, out: expect.stringMatching(message) });
      expect(readdirSync(traced.work).filter(file => file.includes('tmp'))).toEqual([]);
      expect({ name, k, harm: traced.harm() }).toEqual({ name, k, harm: [] });
    }
  },
);
