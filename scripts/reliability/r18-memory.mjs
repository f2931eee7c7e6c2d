import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { compiled, root } from './load.mjs';

const mostMegabytes = 1.5 * 1024;
const mostGrowth = 400; // MB for each further million utterances

/** Writes a trial list of that length and reads it; prints the process's peak resident memory in MB. */
const trials = `
  const fs = require('node:fs');
  const [, path, count] = process.argv;
  const file = fs.openSync(path, 'w');
  for (let row = 0; row < Number(count); row += 10000) {
    const lines = Array.from({ length: 10000 }, (_, index) => 'id' + ((row + index) % 4715) + '/v/' + (index % 37) + '.wav id' + ((row + index) * 7 % 4715) + '/v/' + (index % 41) + '.wav ' + (index % 2 ? 'target' : 'nontarget'));
    fs.writeSync(file, lines.join('\\n') + '\\n');
  }
  const table = require(${JSON.stringify(compiled('manifest/trials'))}).readTrials(path);
  process.stdout.write(JSON.stringify({ megabytes: Number(/VmHWM:\\s+(\\d+) kB/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]) / 1024, keys: Object.keys(table) }));`;

function measured(words) {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const million = join(root, 'test/audio/million.cjs');

export default {
  id: 'R18',
  what: 'memory of shards and lists of 1,000,000 utterances',
  goal: '1.5 GiB at most; 400 MB at most for each further million',
  run: ({ size, report }) =>
    inFolder(folder => {
      const [utterances, rows] = [size(20_000, 1_000_000), size(100_000, 10_000_000)];
      const count = new Count();
      const peaks = [utterances, 2 * utterances].map(total => {
        const directory = join(folder, String(total));
        mkdirSync(directory);
        report(`${total} utterances`);
        const written = measured([million, 'write', directory, String(total)]);
        const opened = measured([million, 'open', directory, String(total)]);
        count.check(opened.wrong === 0, `${opened.wrong} of ${total} wrong`);
        return Math.max(written.megabytes, opened.megabytes);
      });
      count.check(peaks[0] <= mostMegabytes, `${peaks[0]} MB for ${utterances} utterances`);
      const growth = ((peaks[1] - peaks[0]) * 1e6) / utterances;
      // Of a small share nothing can be said for a million: start-up and garbage outweigh the utterances.
      if (utterances === 1e6) count.check(growth <= mostGrowth, `${growth.toFixed(0)} MB a million`);
      report(`${rows} trials`);
      const list = measured(['-e', trials, join(folder, 'trials'), String(rows)]);
      count.check(list.megabytes <= mostMegabytes, `${list.megabytes} MB for ${rows} trials`);
      const figure = `${peaks[0].toFixed(0)} MB for ${utterances.toLocaleString('en')} utterances`;
      return count.with(`${figure}, ${list.megabytes.toFixed(0)} MB for ${rows.toLocaleString('en')} trials`);
    }),
};
