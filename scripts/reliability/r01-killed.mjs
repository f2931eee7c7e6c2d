import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pause, run, start, until } from './binary.mjs';
import { Count } from './count.mjs';
import { halfWritten, inFolder, resultsOf } from './folder.mjs';
import { killedRuns } from './killed-runs.mjs';
import { svtk } from './load.mjs';

const { randomOf, shuffled } = svtk('core/random');

const again = 0.2; // share of kills after which the next start is killed too, wherever it is by then

/** Runs without a kill; gives what that ends with, and how long each moment lasts until which next one begins. */
async function undisturbed(place, { words, results, moments }) {
  const begun = new Map();
  const { child, ended: end, said } = start(place, words);
  const stages = moments.filter(moment => moment !== 'steps');
  await until(child, () => {
    for (const stage of stages) if (!begun.has(stage) && stage.test(said())) begun.set(stage, performance.now());
  });
  const { code, err } = await end;
  if (code !== 0) throw new Error(err);
  const missing = stages.find(stage => !begun.has(stage));
  if (missing !== undefined) throw new Error(`${words.join(' ')}: ${missing} was never seen`);
  const inOrder = [...begun].sort(([, one], [, other]) => one - other);
  const ended = performance.now();
  const windows = inOrder.map(([stage, at], place) => {
    const [next, end = ended] = inOrder[place + 1] ?? [];
    return [stage, { milliseconds: end - at, next }];
  });
  return { expected: resultsOf(join(place, results)), windows: new Map(windows) };
}

/** Resolves at a random instant of a moment, at the latest when the next one begins, or when the process has ended. */
async function instantIn(moment, { child, said }, { total, done, place, windows, random }) {
  if (moment === 'steps') {
    const before = done(place);
    const reached = before + 1 + random.integer(Math.max(1, total - before - 1));
    await until(child, () => done(place) >= reached);
    return pause(random.uniform() * 20);
  }
  if (moment === 'anywhere') return pause(200 + random.uniform() * 800);
  await until(child, () => moment.test(said()));
  const { milliseconds, next } = windows.get(moment);
  const at = performance.now() + random.uniform() * milliseconds;
  await until(child, () => performance.now() >= at || next?.test(said()));
}

/** So many of a run's moments, in their order. */
function someOf(moments, most, random) {
  const places = shuffled([...moments.keys()], random).slice(0, most);
  return moments.filter((_, place) => places.includes(place));
}

/** Lays out a run, kills it at each of the moments, ends it, and gives what did not hold. */
async function killedRound(killed, { place, expected, windows, random, moments }, tell) {
  const { words, results, total, done, goesOn, mostLost } = killed;
  killed.lay(place);
  const faults = [];
  let behind = 0;
  const resumed = err => {
    const from = goesOn?.exec(err)?.[1];
    if (from === undefined) return;
    const lost = Math.max(0, behind - Number(from));
    tell({ resumed: 1, lost, mostLost });
    if (lost > mostLost) faults.push(`${lost} lost`);
  };
  const killAt = async moment => {
    const started = start(place, words);
    await instantIn(moment, started, { total, done, place, windows, random });
    started.child.kill('SIGKILL');
    const { signal, err, code } = await started.ended;
    resumed(err);
    behind = Math.max(behind, done?.(place, err) ?? 0);
    if (signal === 'SIGKILL') tell({ kills: 1 });
    else if (code !== 0) faults.push(`exit code ${code} at ${moment}: ${err.slice(-300)}`);
  };
  for (const moment of moments) {
    await killAt(moment);
    if (random.uniform() < again) await killAt('anywhere');
  }
  const { code, err } = await run(place, words);
  resumed(err);
  if (code !== 0) faults.push(`exit code ${code}: ${err.slice(-300)}`);
  const found = resultsOf(join(place, results)).split('\n');
  const other = expected.split('\n').filter(line => !found.includes(line));
  if (other.length > 0 || found.length !== expected.split('\n').length) faults.push(`not equal: ${other.join(', ')}`);
  const left = halfWritten(place);
  if (left.length > 0) faults.push(`left: ${left.join(', ')}`);
  return faults;
}

export default {
  id: 'R1',
  what: 'kill -9 in every stage: networks, i-vectors, two rows',
  goal: 'equal to an undisturbed run; one checkpoint interval lost at most; 0 manual steps',
  run: ({ size, seed, report }) =>
    inFolder(async folder => {
      const random = randomOf(seed, 'R1');
      const count = new Count();
      const told = { kills: 0, resumed: 0, steps: 0, iterations: 0 };
      const kinds = [];
      for (const killed of await killedRuns()) {
        const whole = join(folder, killed.name);
        mkdirSync(whole);
        killed.lay(whole);
        kinds.push({ killed, ...(await undisturbed(whole, killed)) });
      }
      for (let round = 0; round < size(1, 200); round++) {
        for (const { killed, expected, windows } of kinds) {
          const place = join(folder, `${killed.name} ${round}`);
          mkdirSync(place);
          // The small share kills at three moments of each run.
          const moments = someOf(killed.moments, size(3, 99 * killed.moments.length), random);
          const given = { place, expected, windows, random, moments };
          const faults = await killedRound(killed, given, ({ kills, lost, mostLost }) => {
            told.kills += kills ?? 0;
            if (lost === undefined) return;
            told.resumed++;
            if (mostLost === 1) told.iterations = Math.max(told.iterations, lost);
            else told.steps = Math.max(told.steps, lost);
          });
          if (count.check(faults.length === 0, `${killed.name}, round ${round}: ${faults.join('; ')}`))
            rmSync(place, { recursive: true });
          report(`${told.kills} kills`);
        }
      }
      const { kills, resumed, steps, iterations } = told;
      const lost = `${steps} steps and ${iterations} iterations lost at most`;
      return count.with(`${kills} kills in ${count.tried} runs, resumed ${resumed} times, ${lost}`);
    }),
};
