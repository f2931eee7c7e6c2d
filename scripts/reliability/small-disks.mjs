import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './binary.mjs';
import { halfWritten, resultsOf } from './folder.mjs';
import { tinyPlaces } from './tiny.mjs';

const words = ['run', 'tiny.yaml', 'data.train.0.corpus.utterances=40', '--to', 'table', '--device', 'cpu'];
const says = /expected room for .*, found .* free \(ENOSPC\)\n/;

/** A run in 4 MiB, then with room; and one whose TMPDIR is 4 MiB. In words, what was tried. */
export async function smallDisks(folder, tell) {
  const place = await tinyPlaces(folder);
  const home = place('small disk');
  const disk = join(home, 'disk');
  mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status !== 0)
    return 'a tmpfs cannot be mounted here: not tried in 4 MiB';
  try {
    const full = await run(home, [...words, '--exp', 'disk']);
    const faults = full.code === 3 && says.test(full.err) ? [] : [`exit code ${full.code}: ${full.err.slice(-300)}`];
    spawnSync('mount', ['-o', 'remount,size=256m', disk]);
    const roomy = await run(home, [...words, '--exp', 'disk']);
    if (roomy.code !== 0) faults.push(`with room: exit code ${roomy.code}: ${roomy.err.slice(-300)}`);
    faults.push(...halfWritten(disk).map(path => `${path} left`));
    tell(faults, 'an experiment folder of 4 MiB', full.seconds);
    const expected = resultsOf(disk);
    spawnSync('mount', ['-o', 'remount,size=4m', disk]);
    const other = place('small tmp');
    const found = await run(other, words, { env: { TMPDIR: disk } });
    const wrong = found.code === 0 && resultsOf(join(other, 'exp')) === expected;
    tell(wrong ? [] : [`exit code ${found.code}: ${found.err.slice(-300)}`], 'a TMPDIR of 4 MiB, full', 0);
    return 'a run in 4 MiB, and with TMPDIR in it';
  } finally {
    spawnSync('umount', [disk]);
  }
}
