import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { spread, tracedSave } from './traced-save.mjs';

export default {
  id: 'R2',
  what: 'kill -9 at every k-th call of a checkpoint save',
  goal: '100 % of k: the checkpoint before or the new one loads, then goes on',
  run: ({ size, report }) =>
    inFolder(folder => {
      const { save, harm, calls } = tracedSave(folder);
      const all = calls();
      const count = new Count();
      for (const { name, k } of spread(all, size(8, all.length))) {
        const { trace } = save('-e', `inject=${name}:signal=KILL:when=${k}`);
        const faults = trace.join('\n').includes('killed by SIGKILL') ? harm() : ['it was not killed'];
        count.check(faults.length === 0, `${name} ${k}: ${faults.join('; ')}`);
        report(`${count.tried} kills`);
      }
      return count.with(`${count.tried} of ${all.length} calls`);
    }),
};
