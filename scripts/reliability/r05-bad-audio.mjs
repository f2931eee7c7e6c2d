import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { svtk, testModule } from './load.mjs';

const { decodeBatch } = svtk('audio/decode');
const { AudioError } = svtk('audio/audio-error');
const { findFfmpeg } = svtk('audio/find-ffmpeg');

/** AAC and MP3 keep up to two frames of padding where the file does not say how much it is. */
const tolerance = 0.15; // s

function ffmpegThere() {
  try {
    return spawnSync(findFfmpeg().path, ['-version']).status === 0;
  } catch {
    return false;
  }
}

export default {
  id: 'R5',
  what: 'a zoo of bad audio files, each of a named class',
  goal: 'each in its class; 0 crashes, 0 silent garbage',
  run: () =>
    inFolder(async folder => {
      const { buildZoo } = await testModule('audio/zoo');
      const withFfmpeg = ffmpegThere();
      const animals = buildZoo(folder, withFfmpeg).filter(({ becomes }) => withFfmpeg || typeof becomes === 'string');
      const paths = animals.map(({ name }) => ({ path: join(folder, name) }));
      const found = await decodeBatch(paths, { sampleRate: 16000 });
      const count = new Count();
      for (const [index, { name, becomes }] of animals.entries()) {
        const result = found[index];
        const became = result instanceof AudioError ? result.fault : result.samples.length / 16000;
        const right =
          typeof becomes === 'number' && typeof became === 'number'
            ? Math.abs(became - becomes) < tolerance
            : became === becomes;
        count.check(right, `${name}: expected ${becomes}, found ${became}`);
      }
      return count.with(
        `${count.survived} of ${count.tried} in their class`,
        withFfmpeg ? '' : 'no ffmpeg: only what svtk refuses itself',
      );
    }),
};
