import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary, pause, run, start, until } from './binary.mjs';
import { familyOf, stillRunning } from './children.mjs';
import { Count } from './count.mjs';
import { endAtOnce } from './end-at-once.mjs';
import { halfWritten, inFolder } from './folder.mjs';
import { tinyPlaces, tinyRun } from './tiny.mjs';

const words = ['run', 'tiny.yaml', 'training.epochs=400', '--device', 'cpu'];
const mostSeconds = 1; // from the second Ctrl-C to the end

const training = folder => existsSync(join(folder, 'exp/tiny/default/checkpoints/last'));

/** Whether the same command goes on from a checkpoint, looked at until it says so. */
async function goesOn(folder) {
  const { child, ended, said } = start(folder, words);
  const found = await until(child, () => /goes on from step [1-9]/.test(said()));
  child.kill('SIGKILL');
  await ended;
  return found && halfWritten(folder).filter(path => !path.includes('/ckpt-')).length === 0;
}

/** What each way of being told to stop does, and the exit code it must lead to. */
const ways = {
  'Ctrl-C': { code: 130, stop: child => child.kill('SIGINT') },
  SIGTERM: { code: 75, stop: child => child.kill('SIGTERM') },
  SIGHUP: { code: 75, stop: child => child.kill('SIGHUP') },
  'a reader that goes away': {
    code: 75,
    stop(child) {
      child.stderr.destroy();
      child.stdout.destroy();
    },
  },
};

async function stopOnce(folder, name, { code, stop }, count) {
  const { child, ended } = start(folder, words);
  await until(child, () => training(folder));
  const family = familyOf(child.pid);
  stop(child);
  const end = await ended;
  const left = stillRunning(family);
  count.check(end.code === code && left.length === 0, `${name}: exit ${end.code} ${end.signal}, ${left.length} left`);
  count.check(await goesOn(folder), `${name}: it does not go on`);
}

/** One Ctrl-C in each stage of one run, at its first words; then the run is ended. */
async function stopStages(folder, count) {
  const whole = ['run', 'tiny.yaml', 'intervals=20000', '--device', 'cpu'];
  for (const stage of ['prepare.train', 'train', 'embed.train', 'score.generated-voices-test-pairs']) {
    const { child, ended, said } = start(folder, whole);
    const seen = await until(child, () => said().includes(`\n${stage}: it has not`));
    const family = familyOf(child.pid);
    child.kill('SIGINT');
    const { code } = await ended;
    const left = stillRunning(family);
    count.check(seen && code === 130 && left.length === 0, `Ctrl-C in ${stage}: exit ${code}, ${left.length} left`);
  }
  const last = await run(folder, [...whole, '--to', 'table']);
  count.check(last.code === 0 && halfWritten(folder).length === 0, `after Ctrl-C in each stage: ${last.err}`);
}

/** Two Ctrl-Cs, the first unheard: the thread is inside TensorFlow, or one turn of JavaScript. Seconds from the second to the end. */
async function stopTwice(folder, what, command, busy, count) {
  const { child, ended, said } = start(folder, command);
  await until(child, () => busy(said()));
  await pause(300); // into the midst of it
  const family = familyOf(child.pid);
  child.kill('SIGINT');
  await pause(600); // two within half a second are one wish
  const alive = child.exitCode === null && child.signalCode === null;
  const began = performance.now();
  child.kill('SIGINT');
  const { err } = await ended;
  const seconds = (performance.now() - began) / 1000;
  const left = stillRunning(family);
  count.check(alive, `${what}, Ctrl-C twice: it had ended before the second: ${err}`);
  count.check(
    seconds <= mostSeconds && left.length === 0 && err.endsWith('goes on from it\n'),
    `${what}, Ctrl-C twice: ${seconds} s, ${left.length} left, ${err}`,
  );
  return seconds;
}

/** Steps of seconds, and the first one's compiling of as many. */
const wide = ['model.channels=64', 'features.mels=80', 'training.batch=48'];

/** What keeps the thread busy for seconds, and how to see that it has begun. */
function busyTurns(folder) {
  const steps = join(folder, tinyRun, 'metrics.jsonl');
  return {
    'a step of TensorFlow': [['run', 'tiny.yaml', ...wide, '--device', 'cpu'], () => existsSync(steps)],
    'a bootstrap': [
      ['run', 'tiny.yaml', 'training.epochs=1', 'intervals=4000000', '--device', 'cpu'],
      said => said.includes('score.generated-voices-test-pairs: it has not'),
    ],
  };
}

/** A terminal of its own, made by script(1), that is closed while svtk trains in it. */
async function closedTerminal(folder, count) {
  const command = [process.execPath, binary, ...words].map(word => `'${word}'`).join(' ');
  // As a login shell does, this one passes the SIGHUP on; it outlives the terminal, to tell the exit code.
  const shell = `${command} & trap "kill -HUP $!" HUP; wait $!; wait $!; echo $? > code`;
  const terminal = spawn('script', ['-qec', shell, '/dev/null'], { cwd: folder, stdio: ['pipe', 'ignore', 'ignore'] });
  await until(terminal, () => training(folder));
  const family = familyOf(terminal.pid);
  terminal.kill('SIGKILL');
  const code = join(folder, 'code');
  for (let wait = 0; wait < 600 && stillRunning(family).length > 0; wait++) await pause(50);
  const left = stillRunning(family);
  count.check(left.length === 0, `a closed terminal: ${left.length} run on`);
  const exit = existsSync(code) ? readFileSync(code, 'utf8').trim() : 'unknown';
  const status = readFileSync(join(folder, 'exp/tiny/default/status.json'), 'utf8');
  count.check(exit === '75' && status.includes('stopped'), `a closed terminal: exit ${exit}, ${status}`);
  count.check(await goesOn(folder), 'a closed terminal: it does not go on');
}

/** Commands that print and change nothing, for a reader that goes away before the first word: they end quietly. */
const printing = [
  ['--help'],
  ['list'],
  ['list', 'fbank'],
  ['config', 'tiny.yaml'],
  ['check', 'tiny.yaml'],
  ['why', 'tiny.yaml'],
  ['run', 'tiny.yaml', '--dry-run'],
  ['runs'],
  ['doctor'],
];

async function unreadOutput(folder, commands, count) {
  for (const command of commands) {
    const { child, ended } = start(folder, command);
    child.stdout.destroy();
    const { code, err } = await ended;
    count.check(code === 0 && err === '', `svtk ${command.join(' ')} | true: exit ${code}, ${err}`);
  }
}

export default {
  id: 'R16',
  what: 'Ctrl-C once and twice, SIGTERM, SIGHUP, reader or terminal gone',
  goal: `saved, exit 130 or 75; twice: ${mostSeconds} s; no child left; the same command goes on`,
  run: ({ size, report }) =>
    inFolder(async folder => {
      const place = await tinyPlaces(folder);
      const count = new Count();
      for (const [name, way] of Object.entries(ways).slice(0, size(1, 4))) {
        report(name);
        await stopOnce(place(name), name, way, count);
      }
      if (size(false, true)) {
        report('stages');
        await stopStages(place('stages'), count);
        report('commands');
        await endAtOnce(place('commands'), mostSeconds, count);
      }
      const twice = place('twice');
      const seconds = [];
      for (const [what, [command, busy]] of Object.entries(busyTurns(twice)).slice(0, size(1, 2))) {
        report(`twice in ${what}`);
        seconds.push(await stopTwice(twice, what, command, busy, count));
      }
      const pty = spawnSync('script', ['--version']).status === 0;
      if (pty) await closedTerminal(place('terminal'), count);
      await unreadOutput(place('unread'), printing.slice(0, size(2, printing.length)), count);
      const worst = Math.max(...seconds).toFixed(1);
      return count.with(`${worst} s after the second Ctrl-C`, pty ? '' : 'no script(1): no terminal was closed');
    }),
};
