import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { svtk, testModule } from './load.mjs';

const { decodeBatch } = svtk('audio/decode');
const { AudioError } = svtk('audio/audio-error');
const { wavBytes } = svtk('audio/wav');
const { findFfmpeg } = svtk('audio/find-ffmpeg');
const { randomOf } = svtk('core/random');

/** Whole files of each kind with the length of what is to be mutated. */
function wholeFiles(folder, { speech, sphereWith, wavWith }) {
  const pcm = new Uint8Array(speech.buffer);
  const kinds = [
    ['WAV', Buffer.from(wavBytes(speech, 16000)), 44],
    ['stereo WAV', wavWith(pcm, { channels: 2 }), 44],
    ['SPHERE', sphereWith(16000), 200],
  ];
  writeFileSync(join(folder, 'speech.wav'), wavBytes(speech, 16000));
  for (const [form, header] of [
    ['flac', 90],
    ['mp4', 400],
  ]) {
    const to = join(folder, `whole.${form}`);
    const words = ['-nostdin', '-y', '-v', 'error', '-i', join(folder, 'speech.wav'), '-f', form, to];
    execFileSync(findFfmpeg().path, words);
    kinds.push([form, readFileSync(to), header]);
  }
  return kinds;
}

const batch = 16;
const [mostMilliseconds, mostMebibytes] = [50, 64];

/** Milliseconds of processor time of this process and of the ffmpegs that have ended. */
function processorTime() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + 10 * Number(ticks), 0);
}

const hex = mutant => mutant.subarray(0, 64).toString('hex');

export default {
  id: 'R6',
  what: 'mutants of audio headers: WAV, SPHERE, FLAC, MP4',
  goal: `typed errors or samples; ${mostMilliseconds} ms of processor time and ${mostMebibytes} MiB each`,
  run: ({ size, seed, report }) =>
    inFolder(async folder => {
      const kinds = wholeFiles(folder, await testModule('audio/zoo'));
      const random = randomOf(seed, 'R6');
      const count = new Count();
      const places = Array.from({ length: batch }, (_, index) => ({ path: join(folder, `${index}.bin`) }));
      await decodeBatch([{ path: join(folder, 'speech.wav') }], { sampleRate: 16000 });
      const before = process.memoryUsage().arrayBuffers;
      let [errors, slowest, largest] = [0, 0, 0];
      for (let round = 0; count.tried < size(2000, 100_000); round++) {
        const [kind, whole, header] = kinds[round % kinds.length];
        const mutants = places.map(({ path }) => {
          const mutant = Buffer.from(whole);
          for (let change = 0; change <= random.integer(3); change++)
            mutant[random.integer(header)] = random.integer(256);
          writeFileSync(path, mutant);
          return mutant;
        });
        const began = processorTime();
        const found = await decodeBatch(places, { sampleRate: 16000 }).catch(error => error);
        const milliseconds = (processorTime() - began) / batch;
        slowest = Math.max(slowest, milliseconds);
        largest = Math.max(largest, (process.memoryUsage().arrayBuffers - before) / 2 ** 20);
        for (const [index, mutant] of mutants.entries()) {
          const result = Array.isArray(found) ? found[index] : found;
          if (result instanceof AudioError) errors++;
          const sound = result instanceof AudioError || result?.samples?.length >= 1600;
          count.check(
            sound && milliseconds <= mostMilliseconds,
            `${kind} ${hex(mutant)}: ${result}, ${milliseconds} ms`,
          );
        }
        if (round % 10 === 0) report(`${count.tried} mutants`);
      }
      // Of all 16 that are decoded at once, with what the collector has not yet taken.
      count.check(largest <= mostMebibytes * batch, `${largest.toFixed(0)} MiB for ${batch} files at once`);
      const each = `${slowest.toFixed(0)} ms and ${(largest / batch).toFixed(1)} MiB a file at most`;
      return count.with(`${errors} typed errors, ${each}`);
    }),
};
