import { readdirSync } from 'node:fs';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { spread, tracedSave } from './traced-save.mjs';

const mostSeconds = 10;
const says = fault => new RegExp(`^.*: expected room for .*, found .* free \\(${fault}\\)\\n.*the last checkpoint is `);

export default {
  id: 'R3',
  what: 'ENOSPC and EIO at every k-th call of a checkpoint save',
  goal: `exit 3 within ${mostSeconds} s; path, need and free named; last good loads; nothing half-written`,
  run: ({ size, report }) =>
    inFolder(folder => {
      const { work, save, harm, calls } = tracedSave(folder);
      const writing = calls().filter(({ name }) => ['mkdir', 'openat', 'write', 'fsync', 'rename'].includes(name));
      const count = new Count();
      let slowest = 0;
      for (const fault of ['ENOSPC', 'EIO']) {
        for (const { name, k } of spread(writing, size(4, writing.length))) {
          const { status, out, seconds } = save('-e', `inject=${name}:error=${fault}:when=${k}`);
          slowest = Math.max(slowest, seconds);
          const left = readdirSync(work).filter(file => file.includes('tmp'));
          const faults = [...harm(), ...left.map(file => `${file} left`)];
          if (status !== 3) faults.push(`exit code ${status}`);
          if (!says(fault).test(out)) faults.push(`it says ${out}`);
          if (seconds > mostSeconds) faults.push(`${seconds} s`);
          count.check(faults.length === 0, `${fault} at ${name} ${k}: ${faults.join('; ')}`);
          report(`${count.tried} faults`);
        }
      }
      return count.with(`${slowest.toFixed(1)} s at most`);
    }),
};
