// Prepare at the size of VoxCeleb2: node scripts/build.mjs && node scripts/bench/prepare.mjs [--utterances 1000000] [--folder DIR]
// Builds a tree in VoxCeleb2's layout out of hard links to short recordings, 1 % of them broken in eight ways, and runs the real
// `svtk prepare` on it: interrupted once, continued, a second time, and with a budget that is too small. Prints one line for each run.
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const { wavBytes } = require('../../dist/audio/wav.js');
const { randomOf } = require('../../dist/core/random.js');
const { readAudioList } = require('../../dist/audio/audio-lists.js');
const { openShards } = require('../../dist/audio/shards.js');

const svtk = join(dirname(fileURLToPath(import.meta.url)), '../../bin/svtk.js');
const { values } = parseArgs({
  options: {
    utterances: { type: 'string', default: '1000000' },
    folder: { type: 'string' },
    'interrupt-after': { type: 'string', default: '0.4' },
  },
});
const total = Number(values.utterances);
const folder = resolve(values.folder ?? mkdtempSync(join(tmpdir(), 'svtk-prepare-')));
const mostLinks = 60_000; // ext4 allows 65,000 names of one file

/** A name that is broken every hundredth time, in turns by each of these. */
const broken = {
  empty: () => '',
  'not-audio': () => '<!DOCTYPE html><html><body>404 Not Found</body></html>',
  'no-samples': () => wavBytes(new Int16Array(0), 16000),
  truncated: () => wavBytes(sound(1), 16000).subarray(0, 2000),
  silent: () => wavBytes(new Int16Array(1920), 16000),
  'too-short': () => wavBytes(sound(1).subarray(0, 800), 16000),
  clipped: () =>
    wavBytes(
      new Int16Array(1920).map((_, at) => (at % 2 === 0 ? 32767 : -32768)),
      16000,
    ),
  missing: undefined,
};

/** 0.12 s: the least that svtk takes is 0.1 s. */
function sound(seed) {
  const random = randomOf('bench', seed);
  return new Int16Array(1920).map(() => Math.round(1000 * random.normal()));
}

/** dev/wav/<speaker>/<video>/<number>.wav: 5,994 speakers for 1,092,009 utterances, 7 utterances a video, as VoxCeleb2 has. */
function buildTree(root) {
  const kinds = Object.keys(broken);
  const files = join(folder, 'distinct');
  mkdirSync(files, { recursive: true });
  const links = new Map();
  const linked = (name, content) => {
    const [used = 0, path = join(files, `${name}.0`)] = links.get(name) ?? [];
    if (used === 0) writeFileSync(path, content());
    const full = used + 1 >= mostLinks;
    links.set(name, full ? [0, join(files, `${name}.${Date.now()}`)] : [used + 1, path]);
    return path;
  };
  let bad = 0;
  let row = 0;
  for (let speaker = 0; row < total; speaker++) {
    for (let video = 0; video < 26 && row < total; video++) {
      const place = join(
        root,
        'dev/wav',
        `id${String(speaker + 12).padStart(5, '0')}`,
        `video-${String(video).padStart(5, '0')}`,
      );
      mkdirSync(place, { recursive: true });
      for (let number = 1; number <= 7 && row < total; number++, row++) {
        const path = join(place, `${String(number).padStart(5, '0')}.wav`);
        if (row % 100 !== 57) {
          linkSync(
            linked(`sound-${row % 50}`, () => wavBytes(sound(row % 50), 16000)),
            path,
          );
          continue;
        }
        const kind = kinds[bad++ % kinds.length];
        if (kind === 'missing') symlinkSync('nowhere.wav', path);
        else linkSync(linked(kind, broken[kind]), path);
      }
    }
  }
  return bad;
}

/** A small set for trials, without which there is no recipe. */
function buildTrials(root) {
  for (const speaker of ['a', 'b']) {
    for (const session of ['x', 'y']) {
      const place = join(root, speaker, session);
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, '1.wav'), wavBytes(sound(`${speaker}${session}`), 16000));
    }
  }
}

function recipe(name, maxBad) {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(
    path,
    `task: verification
name: ${name}
data:
  root: ${folder}
  train: { corpus: { type: voxceleb2, root: ${join(folder, 'voxceleb2')} }, split: dev }
  trials: [{ corpus: { type: folder, root: ${join(folder, 'strangers')} }, list: all-pairs }]
  max_bad: ${maxBad}
features: { type: fbank }
model: { type: tdnn }
training: { epochs: 1, learning_rate: { type: step, initial: 0.1, factor: 0.5, every_steps: 1000 } }
loss: { type: softmax }
backends: [cosine]
metrics: [eer]
`,
  );
  return path;
}

/** VmHWM of a process in MB: its threads share it. */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Processor seconds of a process and of its children that have ended. */
function secondsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  } catch {
    return 0;
  }
}

/** Children of a process, by /proc: ffmpeg. */
function childrenOf(pid) {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks
      .flatMap(task => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
      .filter(Boolean);
  } catch {
    return [];
  }
}

/** Runs svtk and watches its memory; `stopWhen` is asked ten times a second and sends SIGINT once. */
function run(what, args, stopWhen = () => false) {
  return new Promise(done => {
    const started = performance.now();
    const child = spawn(process.execPath, [svtk, ...args, '--exp', join(folder, 'exp')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let text = '';
    let [own, below, busy] = [0, 0, 0];
    let stopped = false;
    child.stderr.setEncoding('utf8').on('data', more => {
      text = (text + more).slice(-20_000);
    });
    const watch = setInterval(() => {
      own = Math.max(own, peakOf(child.pid));
      busy = Math.max(busy, secondsOf(child.pid));
      below = Math.max(
        below,
        childrenOf(child.pid).reduce((sum, pid) => sum + peakOf(pid), 0),
      );
      if (!stopped && stopWhen()) stopped = child.kill('SIGINT');
    }, 100);
    child.on('close', code => {
      clearInterval(watch);
      const seconds = (performance.now() - started) / 1000;
      const rate = Math.round(total / seconds);
      console.log(
        `${what.padEnd(28)} ${seconds.toFixed(1).padStart(7)} s (${busy.toFixed(0)} s of processors)  exit ${code}  peak ${Math.round(own)} MB, children ${Math.round(below)} MB  ${rate} utterances/s`,
      );
      done({ code, text, seconds, megabytes: own + below });
    });
  });
}

function check(what, found, expected, more = '') {
  if (found === expected) return;
  console.log(`WRONG  ${what}: ${found}, expected ${expected}\n${more}`);
  process.exitCode = 1;
}

/** The folder of shards of the training set: the one with more than a handful of utterances. */
function shardsIn(name) {
  const found = readdirSync(join(folder, 'exp'), { recursive: true }).map(String);
  const places = found.filter(path => path.endsWith(name)).map(path => join(folder, 'exp', dirname(path)));
  return places.find(place => place.includes('train')) ?? places[0];
}

function writtenBytes() {
  const exp = join(folder, 'exp');
  if (!existsSync(exp)) return 0;
  const names = readdirSync(exp, { recursive: true }).map(String);
  return names
    .filter(name => /shard-\d+\.pcm/.test(name))
    .reduce((sum, name) => sum + (statSync(join(exp, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

const began = performance.now();
const built = join(folder, 'built.json');
if (!existsSync(built)) {
  const bad = buildTree(join(folder, 'voxceleb2'));
  buildTrials(join(folder, 'strangers'));
  writeFileSync(built, JSON.stringify({ bad, total }));
}
const { bad } = JSON.parse(readFileSync(built, 'utf8'));
console.log(
  `${total} utterances, ${bad} of them broken, in ${folder}: built in ${((performance.now() - began) / 1000).toFixed(0)} s`,
);

rmSync(join(folder, 'exp'), { recursive: true, force: true });
const prepared = recipe('enough', '2 %');
const wholeBytes = (total - bad) * 3840;
const interrupted = await run(
  'interrupted',
  ['prepare', prepared],
  () => writtenBytes() > Number(values['interrupt-after']) * wholeBytes,
);
check('exit code of the interrupted run', interrupted.code, 130, interrupted.text);
const whole = await run('continued', ['prepare', prepared]);
check('exit code of the continued run', whole.code, 0, whole.text);
const place = shardsIn('manifest.json');
const list = readAudioList(place, 'bad', bad);
check('bad recordings listed', list.count, bad);
for (const kind of Object.keys(broken)) {
  const times = Object.keys(broken).indexOf(kind);
  check(`bad recordings of the class ${kind}`, list.classes[kind], Math.floor((bad - times + 7) / 8));
}
const index = openShards(place);
check('utterances in the shards', index.count, total - bad);
index.close();
const stamp = statSync(join(place, 'manifest.json')).mtimeMs;
const again = await run('second call', ['prepare', prepared]);
check('exit code of the second call', again.code, 0);
check('stages that a second call ran', (again.text.match(/: done in/g) ?? []).length, 0);
check('time of the manifest after a second call', statSync(join(place, 'manifest.json')).mtimeMs, stamp);
copyFileSync(join(place, 'manifest.json'), join(folder, 'manifest.continued.json'));
rmSync(join(folder, 'exp'), { recursive: true });
const atOnce = await run('in one go', ['prepare', prepared]);
check('exit code of the run in one go', atOnce.code, 0);
const same = readFileSync(join(shardsIn('manifest.json'), 'manifest.json')).equals(
  readFileSync(join(folder, 'manifest.continued.json')),
);
check('manifest of the run in one go equals that of the interrupted one', same, true);
const refused = await run('budget 0.5 %', ['prepare', recipe('little', '0.5 %')]);
check('exit code above the budget', refused.code, 3, refused.text);
check('bad recordings named above the budget', (refused.text.match(/^ {4}id\d{5}\S* \(/gm) ?? []).length, 20);
const most = Math.max(interrupted.megabytes, whole.megabytes, again.megabytes, atOnce.megabytes, refused.megabytes);
console.log(`most memory ${Math.round(most)} MB of 1536`);
check('within 1.5 GiB', most <= 1536, true);
if (values.folder === undefined) rmSync(folder, { recursive: true });
