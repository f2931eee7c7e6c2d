import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { binary } from './binary.mjs';
import { NotHere } from './count.mjs';
import { filesBelow, halfWritten, resultsOf, sha256 } from './folder.mjs';

const calls = ['mkdir', 'openat', 'write', 'ftruncate', 'fsync', 'rename', 'unlink', 'rmdir'];
const minute = 61_000; // after it, svtk takes away what a dead process left where no lock tells that it is dead

/** About `most` of these, evenly spread. */
export function spread(all, most) {
  const step = Math.max(1, all.length / most);
  return all.filter((_, place) => Math.floor(place / step) !== Math.floor((place - 1) / step));
}

/**
 * A command of the real binary under strace, in a place that is as it was before each time. `prepare(place)` does once what comes
 * before; `words` is the command, or makes it of the place; `made(place)` are texts by name of which each must be as an undisturbed command leaves it.
 */
export function tracedCommand(folder, { name, prepare, words: wordsIn, also = [] }) {
  if (spawnSync('strace', ['-V']).status !== 0) throw new NotHere('strace is missing');
  const place = join(folder, 'place');
  const words = typeof wordsIn === 'function' ? wordsIn(place) : wordsIn;
  const before = join(folder, `before ${name}`);
  const run = (strace, arguments_) => {
    const under = [...strace, process.execPath, binary, ...arguments_];
    const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
    const { status, stderr } = spawnSync(under[0], under.slice(1), { cwd: place, encoding: 'utf8', env });
    return { status, err: stderr };
  };
  const undisturbed = arguments_ => {
    const { status, err } = run([], arguments_);
    if (status !== 0) throw new Error(`${name}, ${arguments_.join(' ')}: exit code ${status}: ${err}`);
  };
  const contents = () =>
    `${resultsOf(place)}\n${also.map(path => `${path} ${contentOf(join(place, path))}`).join('\n')}`;
  const lay = () => {
    rmSync(place, { recursive: true, force: true });
    cpSync(before, place, { recursive: true, preserveTimestamps: true });
  };
  const traceFile = join(folder, 'trace');
  const traced = (...options) => {
    lay();
    const flags = ['-qq', '-y', '-ttt', '-o', traceFile, '-e', `trace=${calls}`, ...options];
    const { status, err } = run(['strace', ...flags], words);
    const ended = Date.now() / 1000;
    const stamped = readFileSync(traceFile, 'utf8').split('\n');
    const faulted = stamped.find(line => line.includes('(INJECTED)')) ?? '';
    const trace = stamped.map(line => line.replace(/^[\d.]+ /, ''));
    // From the fault on, since a training may have run for hours until then.
    return { status, err, seconds: ended - (Number.parseFloat(faulted) || ended), trace };
  };

  prepare(place, undisturbed);
  renameSync(place, before);
  const first = traced();
  if (first.status !== 0) throw new Error(`${name}: exit code ${first.status}: ${first.err}`);
  const expected = contents();

  return {
    name,
    place,
    /** The main thread's calls below the place in one undisturbed command: name, which one of that name, and the line. */
    calls: callsBelow(first.trace, place),
    kill: ({ name: call, k }) => traced('-e', `inject=${call}:signal=KILL:when=${k}`),
    fail: ({ name: call, k }, error) => traced('-e', `inject=${call}:error=${error}:when=${k}`),
    /** What a fault has spoilt, after the same command again; `late` says whether something stayed until a minute later. */
    harm() {
      const faults = [];
      const again = run([], words);
      if (again.status !== 0) faults.push(`again: exit code ${again.status}: ${again.err.slice(-300)}`);
      const found = contents();
      if (found !== expected) faults.push(`not equal: ${difference(expected, found)}`);
      const left = halfWritten(place);
      if (left.length > 0) {
        const past = new Date(Date.now() - minute);
        for (const path of left) utimesSync(join(place, path), past, past);
        run([], words);
        const still = halfWritten(place);
        if (still.length > 0) faults.push(`left: ${still.join(', ')}`);
      }
      return { faults, late: left.length > 0 };
    },
  };
}

/** A page counts as whole, whatever times it tells of; anything else by its bytes. */
function contentOf(path) {
  if (!existsSync(path)) return 'missing';
  if (path.endsWith('.html')) return readFileSync(path, 'utf8').trimEnd().endsWith('</html>') ? 'whole' : 'torn';
  return path.endsWith('/') ? filesBelow(path).join(' ') : sha256(path);
}

function difference(expected, found) {
  const lines = new Set(found.split('\n'));
  return expected
    .split('\n')
    .filter(line => !lines.has(line))
    .slice(0, 3)
    .join('; ');
}

function callsBelow(trace, place) {
  const counts = new Map();
  const all = trace.map(line => {
    const name = /^([a-z]+)\(/.exec(line)?.[1] ?? '';
    const k = (counts.get(name) ?? 0) + 1;
    counts.set(name, k);
    return { name, k, line };
  });
  return all.filter(({ name, line }) => calls.includes(name) && writesBelow(line, place) && !/ = -1 /.test(line)); // what fails undisturbed is a try
}

/** Whether a line of a trace is a call that makes, changes or removes something below a place, with whatever result. */
export function writesBelow(line, place) {
  const [, opened, flags] = /^openat\([^"]*"([^"]*)", ([A-Z_|]*)/.exec(line) ?? [];
  return opened === undefined ? line.includes(place) : opened.includes(place) && /O_(WRONLY|RDWR|CREAT)/.test(flags);
}
