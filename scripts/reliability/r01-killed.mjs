import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause, run, start, until } from './binary.mjs';
import { Count } from './count.mjs';
import { halfWritten, inFolder, resultsOf } from './folder.mjs';
import { svtk, testModule } from './load.mjs';

const { randomOf } = svtk('core/random');

const words = ['run', 'tiny.yaml', '--to', 'table', '--device', 'cpu'];
/** Killed in each of these, one behind the other in one directory; in training three times. */
const stages = ['prepare', 'train', 'train', 'train', 'embed', 'score'];
const interval = 5; // steps between checkpoints in the tiny recipe

/** Seconds that each kind of stage takes in an undisturbed run, from its records. */
function lengths(folder) {
  const found = {};
  const log = readFileSync(join(folder, 'exp/tiny/default/log.jsonl'), 'utf8').trim().split('\n').map(JSON.parse);
  for (const { stage, seconds } of log.filter(event => event.seconds !== undefined && event.stage !== undefined)) {
    const kind = stage.split('.')[0];
    found[kind] = Math.max(found[kind] ?? 0, seconds);
  }
  return found;
}

/** The last step that the metrics of a training tell of. */
function stepsDone(folder) {
  const path = join(folder, 'exp/tiny/default/metrics.jsonl');
  if (!existsSync(path)) return 0;
  const steps = [...readFileSync(path, 'utf8').matchAll(/"step":(\d+)/g)].map(([, step]) => Number(step));
  return Math.max(0, ...steps);
}

/** Starts a run, kills it within a stage, and says whether it was alive to be killed, and how many steps were done. */
async function killIn(folder, stage, delay) {
  const { child, ended, said } = start(folder, words);
  const marker = new RegExp(`^${stage}[^:\\n]*: (?!nothing to do)`, 'm');
  await until(child, () => marker.test(said()));
  await pause(delay);
  child.kill('SIGKILL');
  const { signal, err, code } = await ended;
  return { killed: signal === 'SIGKILL', steps: stepsDone(folder), err, code };
}

export default {
  id: 'R1',
  what: 'kill -9 in prepare, train, embed, score; the same again',
  goal: `equal to an uninterrupted run; ${interval} steps lost at most; 0 manual steps`,
  run: ({ size, seed, report }) =>
    inFolder(async folder => {
      const { tinyRecipe } = await testModule('end-to-end/rig');
      const { mkdirSync } = await import('node:fs');
      const place = name => {
        mkdirSync(join(folder, name));
        writeFileSync(join(folder, name, 'tiny.yaml'), tinyRecipe);
        return join(folder, name);
      };
      const whole = place('whole');
      const undisturbed = await run(whole, words);
      if (undisturbed.code !== 0) throw new Error(undisturbed.err);
      const expected = resultsOf(join(whole, 'exp/tiny/default'));
      const seconds = lengths(whole);
      const random = randomOf(seed, 'R1');
      const count = new Count();
      let [kills, resumes, mostLost] = [0, 0, 0];
      for (let round = 0; kills < size(6, 1200); round++) {
        const killed = place(`killed-${round}`);
        let done = 0;
        const held = [];
        const resumed = err => {
          const from = /goes on from step (\d+) of/.exec(err)?.[1];
          if (from === undefined) return;
          resumes++;
          mostLost = Math.max(mostLost, done - Number(from));
        };
        for (const stage of stages) {
          const attempt = await killIn(killed, stage, random.uniform() * 1000 * (seconds[stage] ?? 0.3));
          resumed(attempt.err);
          done = attempt.steps;
          held.push(attempt.killed || attempt.code === 0);
          if (attempt.killed) kills++;
          report(`${kills} kills`);
        }
        const last = await run(killed, words);
        resumed(last.err);
        held.push(last.code === 0, resultsOf(join(killed, 'exp/tiny/default')) === expected);
        held.push(halfWritten(killed).length === 0);
        count.check(!held.includes(false), `round ${round}: ${held.join(' ')} ${last.err.slice(-300)}`);
      }
      count.check(mostLost <= interval, `${mostLost} steps lost`);
      return count.with(
        `${kills} kills in ${count.tried - 1} runs, resumed ${resumes} times, ${mostLost} steps lost at most`,
      );
    }),
};
