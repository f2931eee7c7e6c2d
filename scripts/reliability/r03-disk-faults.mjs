import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Count, NotHere } from './count.mjs';
import { inFolder } from './folder.mjs';
import { testModule } from './load.mjs';
import { smallDisks } from './small-disks.mjs';
import { spread, tracedCommand, writesBelow } from './traced-command.mjs';
import { tracedCommands } from './traced-commands.mjs';

const mostSeconds = 10;
const writing = ({ name }) => ['mkdir', 'openat', 'write', 'ftruncate', 'fsync', 'rename'].includes(name);
const says = /^.*\/.*: expected room for .*, found .* free \(.*\)\n/m;

/** What a faulted command did not do: end in time, with 3, saying path, need and free. */
function faultsOf({ status, seconds }, said) {
  const faults = [];
  if (status !== 3) faults.push(`exit code ${status}`);
  if (!says.test(said)) faults.push(`it says ${said.slice(-300)}`);
  if (seconds > mostSeconds) faults.push(`${seconds.toFixed(1)} s`);
  return faults;
}

export default {
  id: 'R3',
  what: 'ENOSPC and EIO at every k-th call of whatever svtk writes',
  goal: `exit 3 within ${mostSeconds} s; path, need and free named; last good loads; nothing half-written; goes on`,
  run: ({ size, report }) =>
    inFolder(async folder => {
      const { straceIsThere, tracedSave } = await testModule('training/traced-save');
      if (!straceIsThere()) throw new NotHere('strace is missing');
      const count = new Count();
      let slowest = 0;
      const tell = (faults, what, seconds) => {
        slowest = Math.max(slowest, seconds);
        count.check(faults.length === 0, `${what}: ${faults.join('; ')}`);
        report(`${count.tried} faults`);
      };
      const { work, save, harm, calls } = tracedSave(folder);
      const all = calls().filter(writing);
      for (const error of ['ENOSPC', 'EIO']) {
        for (const { name, k } of spread(all, size(4, all.length))) {
          const found = save(`inject=${name}:error=${error}:when=${k}`);
          const left = readdirSync(work).filter(file => file.includes('tmp'));
          const faults = [...harm(), ...left.map(file => `${file} left`), ...faultsOf(found, found.out)];
          if (!found.out.includes('the last checkpoint is ')) faults.push('it names no checkpoint');
          tell(faults, `${error} at ${name} ${k} of a save`, found.seconds);
        }
      }
      const saves = count.tried;
      const late = await failCommands(folder, size, tell);
      const commands = count.tried - saves;
      const disks = await smallDisks(folder, tell);
      const figure = `${saves} faults of saves, ${commands} of commands, ${slowest.toFixed(1)} s at most`;
      return count.with(`${figure}; ${late} left a file for a minute; ${disks}`);
    }),
};

/** Lets each command meet each error at its writing calls; after how many a file lay there until a minute later. */
async function failCommands(folder, size, tell) {
  let late = 0;
  for (const command of await tracedCommands()) {
    if (command.slow && size(3, 300) === 3) continue;
    const place = join(folder, command.name);
    mkdirSync(place);
    const traced = tracedCommand(place, command);
    const all = traced.calls.filter(writing);
    for (const error of ['ENOSPC', 'EIO']) {
      for (const call of spread(all, size(2, all.length))) {
        await turn(); // in which Ctrl-C is heard
        const found = traced.fail(call, error);
        const hit = found.trace.find(line => line.includes('(INJECTED)')) ?? '';
        // Which open of the process this is depends on its start-up; one that hit something else says nothing.
        if (!writesBelow(hit, traced.place)) continue;
        const { faults, late: isLate } = traced.harm();
        if (isLate) late++;
        // For `svtk runs` alone: a run whose status cannot be noted goes on.
        if (!hit.includes('status.json')) faults.push(...faultsOf(found, found.err));
        tell(faults, `${command.name}, ${error} at ${hit.slice(0, 200)}`, found.seconds);
      }
    }
  }
  return late;
}
