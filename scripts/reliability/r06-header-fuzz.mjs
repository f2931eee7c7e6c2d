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

export default {
  id: 'R6',
  what: 'mutants of audio headers: WAV, SPHERE, FLAC, MP4',
  goal: 'typed errors or samples; 64 MiB at most more memory',
  run: ({ size, seed, report }) =>
    inFolder(async folder => {
      const kinds = wholeFiles(folder, await testModule('audio/zoo'));
      const random = randomOf(seed, 'R6');
      const count = new Count();
      const places = Array.from({ length: batch }, (_, index) => ({ path: join(folder, `${index}.bin`) }));
      await decodeBatch([{ path: join(folder, 'speech.wav') }], { sampleRate: 16000 });
      let [errors, longest, before] = [0, 0, process.memoryUsage()];
      let most = 0;
      for (let round = 0; count.tried < size(2000, 100_000); round++) {
        const [kind, whole, header] = kinds[round % kinds.length];
        const mutants = places.map(({ path }) => {
          const mutant = Buffer.from(whole);
          for (let change = 0; change <= random.integer(3); change++)
            mutant[random.integer(header)] = random.integer(256);
          writeFileSync(path, mutant);
          return mutant;
        });
        const began = performance.now();
        const found = await decodeBatch(places, { sampleRate: 16000 }).catch(error => error);
        longest = Math.max(longest, (performance.now() - began) / batch);
        most = Math.max(most, process.memoryUsage().arrayBuffers - before.arrayBuffers);
        for (const [index, mutant] of mutants.entries()) {
          const result = Array.isArray(found) ? found[index] : found;
          if (result instanceof AudioError) errors++;
          const sound = result instanceof AudioError || result?.samples?.length >= 1600;
          count.check(sound, `${kind} ${mutant.subarray(0, 64).toString('hex')}: ${result}`);
        }
        if (round % 10 === 0) report(`${count.tried} mutants`);
      }
      const mebibytes = most / 2 ** 20;
      count.check(mebibytes <= 64 * batch, `${mebibytes.toFixed(0)} MiB for ${batch} files at once`);
      before = undefined;
      return count.with(
        `${errors} typed errors, ${longest.toFixed(0)} ms and ${(mebibytes / batch).toFixed(1)} MiB a file at most`,
      );
    }),
};
