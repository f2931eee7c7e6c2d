import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './binary.mjs';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { svtk, testModule } from './load.mjs';

const { writeVectors } = svtk('manifest/vectors');

/** Of data, or of numbers; an internal error would be 1. */
const anError = [3, 5];
const exploding = ['training.learning_rate.initial=1e30', 'training.optimizer=sgd', '--device', 'cpu'];

async function training(folder, count) {
  const { tinyRecipe } = await testModule('end-to-end/rig');
  writeFileSync(join(folder, 'tiny.yaml'), tinyRecipe);
  const { code, err } = await run(folder, ['run', 'tiny.yaml', ...exploding]);
  count.check(code === 5 && err.includes('not finite'), `training: exit ${code}, ${err}`);
  const path = join(folder, 'exp/tiny/default');
  count.check(!existsSync(join(path, 'network.safetensors')), 'a network of NaN is kept');
  const metrics = join(path, 'metrics.jsonl');
  const rows = existsSync(metrics) ? readFileSync(metrics, 'utf8') : '';
  count.check(!/NaN|Infinity|"loss":null/.test(rows), 'a loss that is not finite is in metrics.jsonl');
  return /step (\d+)/.exec(err)?.[1] ?? '?';
}

/** Score files without an answer. */
const cases = [
  ['a one-class list', 'a b 0.5 target\nc d 0.6 target\n'],
  ['a list of non-targets only', 'a b 0.5 nontarget\nc d 0.6 nontarget\n'],
  ['a score NaN', 'a b NaN target\nc d 0.6 nontarget\n'],
  ['a score Infinity', 'a b inf target\nc d 0.6 nontarget\n'],
  ['an empty list', ''],
];
const vectors = [
  ['an embedding of zeros', [0, 0, 1, 1, 0.5, 1, 1, 0]],
  ['an embedding with NaN', [1, 0, Number.NaN, 1, 0.5, 1, 1, 0]],
  ['an embedding with Infinity', [1, 0, Number.POSITIVE_INFINITY, 1, 0.5, 1, 1, 0]],
];

export default {
  id: 'R21',
  what: 'losses, embeddings, scores that are not finite; one class',
  goal: 'exit 5 within a step, nothing broken kept; an error, never 0 or NaN',
  run: ({ report }) =>
    inFolder(async folder => {
      const count = new Count();
      const step = await training(folder, count);
      for (const [what, text] of cases) {
        report(what);
        writeFileSync(join(folder, 'scores.txt'), text);
        const end = await run(folder, ['eval', 'scores.txt']);
        const held = anError.includes(end.code) && end.out === '';
        count.check(held, `${what}: exit ${end.code}, ${end.out}${end.err}`);
      }
      const ids = ['a', 'b', 'c', 'd'];
      writeFileSync(join(folder, 'trials'), 'a b target\nc d nontarget\na c nontarget\n');
      for (const [what, values] of vectors) {
        report(what);
        const data = Float32Array.from(values);
        writeVectors(join(folder, 'e.npy'), { ids, vectors: { rows: 4, columns: 2, data } });
        const end = await run(folder, ['score', 'trials', '--embeddings', 'e.npy', '--out', 'out.txt']);
        const held = anError.includes(end.code) && !existsSync(join(folder, 'out.txt'));
        count.check(held, `${what}: exit ${end.code}, ${end.out}${end.err}`);
      }
      return count.with(`${count.survived} of ${count.tried}; the loss was refused at step ${step}`);
    }),
};
