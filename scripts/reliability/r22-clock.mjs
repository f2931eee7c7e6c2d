import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { pause, run, start, until } from './binary.mjs';
import { Count } from './count.mjs';
import { filesBelow, inFolder, resultsOf } from './folder.mjs';
import { clockMaker, jumpsSeen } from './shifted-clock.mjs';
import { tinyPlaces, tinyRun } from './tiny.mjs';

const words = ['run', 'tiny.yaml', 'training.epochs=40', '--to', 'table', '--device', 'cpu'];
const day = 86_400; // s
const named = seconds => `${seconds > 0 ? '+' : ''}${seconds / day} day`;

/** A shift that did not shift would let every other check of this row pass. */
function clockShifts(clock, count) {
  for (const ahead of [day, -day]) {
    const { first, second, timer } = jumpsSeen(clock, ahead, -ahead);
    count.check(first === ahead && second === -ahead, `the clock: asked for ${ahead} s, seen ${first} and ${second}`);
    count.check(timer < 5000, `the clock: a timer of 100 ms took ${timer} ms`);
  }
}

async function nothingToDo(folder, what, options, count) {
  const { code, err } = await run(folder, words, options);
  const stages = err.trim().split('\n');
  count.check(code === 0 && stages.every(line => line.endsWith('nothing to do')), `${what}: ${err}`);
}

/** The clock jumps while a run trains; another run finds the lock held; the run is killed, and goes on with the clock on its other side. */
async function killedRun(folder, clockAt, ahead, whole, count) {
  const what = `${named(ahead)} within a run`;
  const clock = clockAt(0);
  const { child, ended } = start(folder, words, { env: clock.env });
  await until(child, () => existsSync(join(folder, tinyRun, 'checkpoints/last')));
  clock.jump(ahead);
  const other = await run(folder, words, { env: clockAt(-ahead).env });
  const alive = child.exitCode === null;
  count.check(alive && other.code === 4 && other.err.includes(`process ${child.pid} `), `${what}, lock: ${other.err}`);
  child.kill('SIGKILL');
  await ended;
  const again = await run(folder, words, { env: clockAt(-ahead).env });
  const on = /goes on from step [1-9]/.test(again.err);
  count.check(again.code === 0 && on, `${what}: it does not go on: ${again.err}`);
  count.check(resultsOf(join(folder, tinyRun)) === whole, `${what}: a resumed run ends otherwise`);
}

/** A run that nobody kills, whose clock jumps to and fro all the time. */
async function restlessRun(folder, clockAt, whole, count) {
  const clock = clockAt(0);
  const { child, ended } = start(folder, words, { env: clock.env });
  let jumps = 0;
  while (child.exitCode === null && child.signalCode === null) {
    clock.jump([day, 0, -day, 0][jumps++ % 4]);
    await pause(100);
  }
  const { code, err } = await ended;
  count.check(code === 0, `${jumps} jumps: exit ${code}: ${err}`);
  count.check(resultsOf(join(folder, tinyRun)) === whole, `${jumps} jumps: it ends otherwise`);
}

/** The times of files are the kernel's, which the shift does not reach. */
function touchAll(folder, ahead) {
  const time = Date.now() / 1000 + ahead;
  for (const path of filesBelow(folder)) utimesSync(join(folder, path), time, time);
}

export default {
  id: 'R22',
  what: 'the clock jumps by a day, forwards and backwards',
  goal: 'no effect on cache, resume, lock',
  run: ({ size, report }) =>
    inFolder(async folder => {
      const clockAt = clockMaker(folder);
      const count = new Count();
      clockShifts(clockAt(0), count);
      const place = await tinyPlaces(folder);
      const first = place('whole');
      report('whole');
      await run(first, words);
      const whole = resultsOf(join(first, tinyRun));
      for (const ahead of [day, -day]) {
        report(`cache ${named(ahead)}`);
        await nothingToDo(first, `a finished run, ${named(ahead)}`, { env: clockAt(ahead).env }, count);
      }
      for (const ahead of [day, -day].slice(0, size(1, 2))) {
        report(`killed ${named(ahead)}`);
        await killedRun(place(`killed${ahead}`), clockAt, ahead, whole, count);
        touchAll(first, ahead);
        await nothingToDo(first, `files dated ${named(ahead)}`, {}, count);
      }
      if (size(false, true)) await restlessRun(place('restless'), clockAt, whole, count);
      return count.with('±1 day, between runs and within them');
    }),
};
