import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, start, until } from './binary.mjs';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { root, svtk, testModule } from './load.mjs';

const { acquireLock } = svtk('core/kernel-lock');
const mostSeconds = 1;

const racer = () => fork(join(root, 'scripts/reliability/lock-racer.cjs'));

/** What one that was sent a message answers. */
async function ask(child, message) {
  const answer = once(child, 'message');
  child.send(message);
  return (await answer)[0];
}

async function refusedAtOnce(folder, count) {
  const { tinyRecipe } = await testModule('end-to-end/rig');
  writeFileSync(join(folder, 'tiny.yaml'), tinyRecipe);
  const first = start(folder, ['run', 'tiny.yaml', 'training.epochs=4000', '--device', 'cpu']);
  await until(first.child, () => existsSync(join(folder, 'exp/tiny/default/env.json')));
  // What svtk needs to start is not what a lock costs.
  const starting = await run(folder, ['run', 'tiny.yaml', '--dry-run', '--device', 'cpu']);
  const second = await run(folder, ['run', 'tiny.yaml', '--device', 'cpu']);
  const beyond = second.seconds - starting.seconds;
  const alive = first.child.exitCode === null;
  const named = second.err.includes(`process ${first.child.pid} `) && second.err.includes('svtk run tiny.yaml');
  count.check(alive && named && second.code === 4, `exit ${second.code}: ${second.err}`);
  count.check(beyond <= mostSeconds, `${beyond.toFixed(1)} s`);
  first.child.kill('SIGKILL');
  await first.ended;
  return Math.max(0, beyond);
}

async function staleLocks(folder, times, count) {
  const path = join(folder, 'stale');
  for (let time = 0; time < times; time++) {
    const holder = racer();
    const held = await ask(holder, { path });
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    const lock = await acquireLock(path, { command: 'svtk next' }).catch(error => error);
    count.check(held === 'held' && lock.release !== undefined, `after kill ${time}: ${held}, ${lock.message}`);
    lock.release?.();
  }
}

async function races(folder, times, count, report) {
  const racers = Array.from({ length: 4 }, racer);
  for (let race = 0; race < times; race++) {
    const answers = await Promise.all(racers.map(child => ask(child, { path: join(folder, `race-${race % 10}`) })));
    const owners = racers.filter((_, index) => answers[index] === 'held');
    const losers = answers.filter(answer => answer === 'LockedError').length;
    count.check(owners.length === 1 && losers === racers.length - 1, `race ${race}: ${answers.join(', ')}`);
    await Promise.all(owners.map(owner => ask(owner, 'release')));
    report(`race ${race}`);
  }
  for (const child of racers) child.kill();
}

export default {
  id: 'R15',
  what: 'two runs in one directory; stale locks; races for a lock',
  goal: `exit 4 within ${mostSeconds} s naming the holder; 0 stale locks; 0 double owners`,
  run: ({ size, report }) =>
    inFolder(async folder => {
      const count = new Count();
      const [kills, tries] = [size(5, 100), size(25, 1000)];
      const seconds = await refusedAtOnce(folder, count);
      await staleLocks(folder, kills, count);
      await races(folder, tries, count, report);
      return count.with(`${seconds.toFixed(1)} s beyond starting; ${kills} kills, ${tries} races of 4`);
    }),
};
