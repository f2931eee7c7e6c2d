import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError } from '../../src/audio/audio-error';
import { decodeBatch } from '../../src/audio/decode';
import { findFfmpeg } from '../../src/audio/find-ffmpeg';
import { wavBytes } from '../../src/audio/wav';
import { randomOf } from '../../src/core/random';
import { testWithFfmpeg } from './ffmpeg-there';
import { speech, sphereWith, wavWith } from './zoo';

const folder = mkdtempSync(join(tmpdir(), 'svtk-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function encoded(format: string): Buffer {
  const [from, to] = [join(folder, 'speech.wav'), join(folder, `whole.${format}`)];
  writeFileSync(from, wavBytes(speech, 16000));
  execFileSync(findFfmpeg().path, ['-nostdin', '-y', '-v', 'error', '-i', from, '-f', format, to]);
  return readFileSync(to);
}

const kinds: readonly [string, () => Buffer, header: number][] = [
  ['FLAC', () => encoded('flac'), 90],
  ['SPHERE', () => sphereWith(16000), 200],
  ['stereo WAV', () => wavWith(new Uint8Array(speech.buffer), { channels: 2 }), 44],
  ['MP4', () => encoded('mp4'), 400],
];

for (const [kind, make, header] of kinds) {
  testWithFfmpeg(
    `decodeBatch(480 mutants of a ${kind} header) gives samples or AudioErrors, and the whole file its samples`,
    async () => {
      const bytes = make();
      const random = randomOf('header-fuzz', kind);
      let errors = 0;
      for (let batch = 0; batch < 30; batch++) {
        const parts = Array.from({ length: 16 }, (_, index) => {
          const mutant = Buffer.from(bytes);
          for (let change = 0; change <= random.integer(3); change++)
            mutant[random.integer(header)] = random.integer(256);
          const path = join(folder, `${index}.bin`);
          writeFileSync(path, mutant);
          return { path };
        });
        for (const result of await decodeBatch(parts, { sampleRate: 16000 })) {
          if (result instanceof AudioError) errors++;
          else expect(result.samples.length).toBeGreaterThanOrEqual(1600);
        }
      }
      expect(errors).toBeGreaterThan(30);
      writeFileSync(join(folder, 'whole.bin'), bytes);
      const [whole] = await decodeBatch([{ path: join(folder, 'whole.bin') }], { sampleRate: 16000 });
      expect(whole).not.toBeInstanceOf(AudioError);
    },
    600_000,
  );
}
