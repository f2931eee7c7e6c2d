import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause, run, start, until } from './binary.mjs';
import { familyOf, stillRunning } from './children.mjs';
import { halfWritten } from './folder.mjs';
import { testModule } from './load.mjs';
import { tinyRun } from './tiny.mjs';

const lines = (count, line) => Array.from({ length: count }, (_, at) => line(at)).join('');

const recordings = Array.from({ length: 400 }, (_, at) => `${at}.wav`);

/** Inputs that keep each command busy for several seconds, below a folder with a finished run. */
async function makeInputs(folder) {
  const { speech, wavWith } = await testModule('audio/zoo');
  const sound = wavWith(new Uint8Array(speech.buffer), { rate: 8000 }); // for ffmpeg to resample
  for (const name of recordings) writeFileSync(join(folder, name), sound);
  const value = (row, column) => Math.sin(1 + row * 7 + column * row + (row % 500) * column).toFixed(3);
  const vector = row => `u${row}  [ ${lines(100, column => `${value(row, column)} `)}]\n`;
  writeFileSync(join(folder, 'vectors.txt'), lines(20_000, vector));
  writeFileSync(
    join(folder, 'utt2spk'),
    lines(20_000, row => `u${row} s${row % 500}\n`),
  );
  const trial = at => `u${at % 2000} u${(at * 7) % 1999} ${at % 10 === 0 ? 'target' : 'nontarget'}\n`;
  const score = shift => at => `u${at % 2000} u${(at * 7) % 1999} ${Math.sin(at + shift).toFixed(4)}\n`;
  writeFileSync(join(folder, 'trials'), lines(300_000, trial));
  for (const [name, shift] of [
    ['a.scores', 0],
    ['b.scores', 1],
  ])
    writeFileSync(join(folder, name), lines(300_000, score(shift)));
}

const labels = ['--trials', 'trials', '--utt2spk', 'utt2spk'];
const vectors = ['--embeddings', 'vectors.txt', '--train-embeddings', 'vectors.txt', '--utt2spk', 'utt2spk'];

/** Commands that have nothing to save, and how long after their start the Ctrl-C comes, in ms. */
const commands = {
  'score by PLDA': [
    ['score', 'trials', ...vectors, '--backend', 'plda', '--iterations', '300', '--out', 'out.scores'],
    4000,
  ],
  compare: [['compare', 'a.scores', 'b.scores', ...labels, '--resamples', '100000'], 3000],
  'eval with intervals': [['eval', 'a.scores', ...labels, '--resamples', '100000'], 3000],
  'embed audio': [['embed', ...recordings, '--run', tinyRun, '--device', 'cpu', '--out', 'out.npy'], 4000],
};

/** One Ctrl-C for commands that have nothing to save: they are gone within `most` seconds, and nothing is half-written. */
export async function endAtOnce(folder, most, count) {
  await run(folder, ['run', 'tiny.yaml', '--to', 'train', '--device', 'cpu']);
  await makeInputs(folder);
  const before = readdirSync(folder).length;
  for (const [name, [words, after]] of Object.entries(commands)) {
    const { child, ended } = start(folder, words);
    const due = performance.now() + after;
    const alive = await until(child, () => performance.now() >= due);
    const family = familyOf(child.pid);
    const began = performance.now();
    child.kill('SIGINT');
    const { code, signal, err } = await ended;
    const seconds = (performance.now() - began) / 1000;
    await pause(200); // ffmpeg finds its pipe closed
    const left = stillRunning(family).length + halfWritten(folder).length + readdirSync(folder).length - before;
    count.check(alive && signal === 'SIGINT', `${name}: it ended by itself, exit ${code}: ${err}`);
    count.check(seconds <= most && left === 0, `${name}: ${seconds} s, ${left} left`);
  }
}
