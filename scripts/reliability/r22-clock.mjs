import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { run, start, until } from './binary.mjs';
import { Count, NotHere } from './count.mjs';
import { inFolder, resultsOf } from './folder.mjs';
import { tinyPlaces, tinyRun } from './tiny.mjs';

const words = ['run', 'tiny.yaml', '--to', 'table', '--device', 'cpu'];

export default {
  id: 'R22',
  what: 'the clock jumps by a day, forwards and backwards',
  goal: 'no effect on cache, resume, lock',
  run: () =>
    inFolder(async folder => {
      if (spawnSync('faketime', ['--version']).status !== 0) throw new NotHere('faketime (libfaketime) is missing');
      const at = offset => ({ under: ['faketime', '-f', offset] });
      const place = await tinyPlaces(folder);
      const whole = place('whole');
      await run(whole, words);
      const count = new Count();
      for (const offset of ['+1d', '-1d']) {
        const again = await run(whole, words, at(offset));
        const stages = again.err.trim().split('\n');
        count.check(
          again.code === 0 && stages.every(line => line.endsWith('nothing to do')),
          `${offset}: ${again.err}`,
        );
        const killed = place(`killed${offset}`);
        const { child, ended, said } = start(killed, words);
        await until(child, () => /^train: (?!nothing)/m.test(said()));
        child.kill('SIGKILL');
        await ended;
        await run(killed, words, at(offset));
        const same = resultsOf(join(killed, tinyRun)) === resultsOf(join(whole, tinyRun));
        count.check(same, `${offset}: a resumed run ends otherwise`);
      }
      return count.with('±1 day');
    }),
};
