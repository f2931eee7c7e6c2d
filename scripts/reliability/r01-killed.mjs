import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause, run, start, until } from './binary.mjs';
import { Count } from './count.mjs';
import { halfWritten, inFolder, resultsOf } from './folder.mjs';
import { svtk } from './load.mjs';
import { tinyPlaces, tinyRun } from './tiny.mjs';

const { randomOf } = svtk('core/random');

const words = ['run', 'tiny.yaml', '--to', 'table', '--device', 'cpu'];
/** Killed in each of these, one behind the other in one directory: in training while it starts, then twice between steps. */
const stages = ['prepare', 'train', 'steps', 'steps', 'embed', 'score'];
const steps = 24; // of the tiny recipe
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

/** Resolves at a random moment of a stage, or when the process has ended. */
async function momentIn(stage, { child, said }, folder, random, seconds) {
  if (stage === 'steps') {
    const reached = stepsDone(folder) + 1 + random.integer(Math.max(1, steps - stepsDone(folder) - 1));
    await until(child, () => stepsDone(folder) >= reached);
    return pause(random.uniform() * 20);
  }
  const begun = new RegExp(`^${stage}[^:\\n]*: (?!nothing to do)`, 'm');
  await until(child, () => begun.test(said()));
  return pause(random.uniform() * 1000 * (seconds[stage] ?? 0.3));
}

/** Starts a run, kills it within a stage, and says whether it was alive to be killed, and how many steps were done. */
async function killIn(folder, stage, random, seconds) {
  const started = start(folder, words);
  await momentIn(stage, started, folder, random, seconds);
  started.child.kill('SIGKILL');
  const { signal, err, code } = await started.ended;
  return { killed: signal === 'SIGKILL', steps: stepsDone(folder), err, code };
}

export default {
  id: 'R1',
  what: 'kill -9 in prepare, train, embed, score; the same again',
  goal: `equal to an uninterrupted run; ${interval} steps lost at most; 0 manual steps`,
  run: ({ size, seed, report }) =>
    inFolder(async folder => {
      const place = await tinyPlaces(folder);
      const whole = place('whole');
      const undisturbed = await run(whole, words);
      if (undisturbed.code !== 0) throw new Error(undisturbed.err);
      const expected = resultsOf(join(whole, tinyRun));
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
          const attempt = await killIn(killed, stage, random, seconds);
          resumed(attempt.err);
          done = attempt.steps;
          held.push(attempt.killed || attempt.code === 0);
          if (attempt.killed) kills++;
          report(`${kills} kills`);
        }
        const last = await run(killed, words);
        resumed(last.err);
        held.push(last.code === 0, resultsOf(join(killed, tinyRun)) === expected);
        held.push(halfWritten(killed).length === 0);
        count.check(!held.includes(false), `round ${round}: ${held.join(' ')} ${last.err.slice(-300)}`);
      }
      count.check(mostLost <= interval, `${mostLost} steps lost`);
      return count.with(
        `${kills} kills in ${count.tried - 1} runs, resumed ${resumes} times, ${mostLost} steps lost at most`,
      );
    }),
};
