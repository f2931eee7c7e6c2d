import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noise } from './svtk/noise.mjs';

const sampleRate = 16000;

/** 16-bit PCM, one channel. */
function wav(samples) {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + 2 * samples.length, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(2 * sampleRate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, at) => {
    bytes.writeInt16LE(Math.round(32767 * sample), 44 + 2 * at);
  });
  return bytes;
}

/** Sounds that cost what MUSAN's and RIRS_NOISES' cost, read from shards: 40 recordings of 10 s, 40 rooms of 0.6 s. */
export function writeSounds(folder) {
  const kinds = { noise: 40, rooms: 40 };
  for (const [kind, count] of Object.entries(kinds)) {
    mkdirSync(join(folder, kind), { recursive: true });
    const length = kind === 'rooms' ? 0.6 * sampleRate : 10 * sampleRate;
    for (let file = 0; file < count; file++) {
      const samples = Float32Array.from({ length }, (_, at) => {
        const value = noise(file * length + at) - 0.5;
        return kind === 'rooms' ? (at === 0 ? 0.9 : 0.3 * value * Math.exp((-6.9 * at) / length)) : 0.5 * value;
      });
      writeFileSync(join(folder, kind, `${file}.wav`), wav(samples));
    }
  }
}
