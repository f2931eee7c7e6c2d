import { spawnSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotHere } from './count.mjs';
import { root } from './load.mjs';

/**
 * Compiles shifted-clock.c into a folder → a function that makes clocks: `env` starts a program by one, `jump(seconds)` sets how far it is
 * ahead of the machine's, at once, for programs that run already too. Throws NotHere where there is no C compiler.
 */
export function clockMaker(folder) {
  const library = join(folder, 'shifted-clock.so');
  const source = join(root, 'scripts/reliability/shifted-clock.c');
  const { error, status, stderr } = spawnSync('cc', ['-O2', '-fPIC', '-shared', source, '-o', library, '-ldl']);
  if (error?.code === 'ENOENT') throw new NotHere('a C compiler (cc) is missing, to shift the clock with');
  if (status !== 0) throw new Error(`${source} does not compile: ${stderr}`);
  let made = 0;
  return seconds => {
    const file = join(folder, `clock-${++made}`);
    const jump = ahead => {
      writeFileSync(`${file}.new`, String(ahead));
      renameSync(`${file}.new`, file);
    };
    jump(seconds);
    return { env: { LD_PRELOAD: library, SHIFTED_CLOCK: file }, jump };
  };
}

/** Seconds that a Node program sees its clock jump by, from its start on and once more in its midst, and how its timers took it. */
export function jumpsSeen(clock, first, second) {
  clock.jump(first);
  const program = `
    const before = Date.now();
    require('node:fs').writeFileSync(process.env.SHIFTED_CLOCK, '${second}');
    const after = Date.now();
    const began = performance.now();
    setTimeout(() => console.log(JSON.stringify([before, after, performance.now() - began])), 100);`;
  const env = { ...process.env, ...clock.env };
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { env, encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  const [before, after, timer] = JSON.parse(stdout);
  const ahead = time => Math.round((time - Date.now()) / 60_000) * 60;
  return { first: ahead(before), second: ahead(after), timer };
}
