import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { spread, tracedSave } from './traced-save.mjs';
import { killShards } from './traced-shards.mjs';

export default {
  id: 'R2',
  what: 'kill -9 at every k-th call of a save, of a shard commit',
  goal: '100 % of k: the checkpoint before or the new one loads; then equal',
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
      const saves = count.tried;
      killShards(folder, size(15, 1), (held, what) => {
        count.check(held, what);
        report(`${count.tried} kills`);
      });
      return count.with(`${saves} of ${all.length} calls of a save, ${count.tried - saves} of writing shards`);
    }),
};
