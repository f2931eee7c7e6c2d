import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Count, NotHere } from './count.mjs';
import { inFolder } from './folder.mjs';
import { testModule } from './load.mjs';
import { spread, tracedCommand } from './traced-command.mjs';
import { tracedCommands } from './traced-commands.mjs';
import { killShards } from './traced-shards.mjs';

const killed = ({ trace }) => [trace].flat().join('\n').includes('killed by SIGKILL');

export default {
  id: 'R2',
  what: 'kill -9 at every k-th call of whatever svtk writes',
  goal: '100 % of k: the checkpoint before or the new one loads; the rest equal; no temporary file left',
  run: ({ size, report }) =>
    inFolder(async folder => {
      const { straceIsThere, tracedSave } = await testModule('training/traced-save');
      if (!straceIsThere()) throw new NotHere('strace is missing');
      const count = new Count();
      const tell = (held, what) => {
        count.check(held, what);
        report(`${count.tried} kills`);
      };
      const traced = tracedSave(folder);
      const all = traced.calls();
      for (const { name, k } of spread(all, size(8, all.length))) {
        const found = traced.save(`inject=${name}:signal=KILL:when=${k}`);
        const faults = killed(found) ? traced.harm() : ['it was not killed'];
        tell(faults.length === 0, `a save, ${name} ${k}: ${faults.join('; ')}`);
      }
      const saves = count.tried;
      killShards(folder, size(15, 1), tell);
      const shards = count.tried - saves;
      const [some, of, late] = await killCommands(folder, size, tell);
      const figure = `${saves} of ${all.length} calls of a save, ${shards} of writing shards, ${some} of ${of} of commands`;
      return count.with(`${figure}; ${late} left a file for a minute`);
    }),
};

/** Kills each command at its calls; how many, of how many, and after how many a file lay there until a minute later. */
async function killCommands(folder, size, tell) {
  let [some, of, late] = [0, 0, 0];
  for (const command of await tracedCommands()) {
    if (command.slow && size(3, 300) === 3) continue; // not in the small share
    const place = join(folder, command.name);
    mkdirSync(place);
    const traced = tracedCommand(place, command);
    of += traced.calls.length;
    for (const call of spread(traced.calls, size(2, traced.calls.length))) {
      await turn(); // in which Ctrl-C is heard
      const wasKilled = killed(traced.kill(call));
      const { faults, late: isLate } = traced.harm();
      if (!wasKilled) faults.push('it was not killed');
      some++;
      if (isLate) late++;
      tell(
        faults.length === 0,
        `${command.name}, ${call.name} ${call.k}, ${call.line.slice(0, 150)}: ${faults.join('; ')}`,
      );
    }
  }
  return [some, of, late];
}
