// Decoding compressed speech: node scripts/build.mjs && node scripts/bench/decode.mjs [--files 320] [--seconds 8] [--rows 1,4,16,32,64]
// Makes m4a (AAC, 16 kHz mono, as VoxCeleb2 has), FLAC and SPHERE files of generated voices and decodes them as prepare does, with so many
// files an ffmpeg process. Processor time counts ffmpeg; every decoded length is held against the recording's.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const { decodeBatch } = require('../../dist/audio/decode.js');
const { findFfmpeg } = require('../../dist/audio/find-ffmpeg.js');
const { writeWav } = require('../../dist/audio/wav.js');
const { synthesize } = require('../../dist/corpora/generated-voices/synthesize.js');

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '320' },
    seconds: { type: 'string', default: '8' },
    rows: { type: 'string', default: '1,4,16,32,64' },
    forms: { type: 'string', default: 'm4a,flac,sph' },
    lanes: { type: 'string', default: '2' },
  },
});
const count = Number(values.files);
const length = Number(values.seconds);
const lanes = Number(values.lanes);
const folder = mkdtempSync(join(tmpdir(), 'svtk-decode-'));
const distinct = 20;
const encoders = { m4a: ['-c:a', 'aac', '-b:a', '64k', '-f', 'mp4'], flac: ['-f', 'flac'] };

/** Processor seconds of this process and of its children that have ended. */
function busy() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

/** NIST SPHERE, which ffmpeg reads and does not write: a text header of 1,024 bytes, then the samples. */
function sphere(samples) {
  const fields = [
    `sample_count -i ${samples.length}`,
    'sample_n_bytes -i 2',
    'channel_count -i 1',
    'sample_byte_format -s2 01',
  ];
  const header = [
    'NIST_1A',
    '   1024',
    ...fields,
    'sample_rate -i 16000',
    'sample_coding -s3 pcm',
    'end_head',
    '',
  ].join('\n');
  return Buffer.concat([
    Buffer.from(header.padEnd(1024)),
    new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
  ]);
}

function makeFiles(form) {
  const voice = { seed: 1, shortest: length, longest: length, channel: 0, noise: 40, spread: 1 };
  for (let file = 0; file < distinct; file++) {
    const { samples } = synthesize(voice, { speaker: file, session: 0, utterance: 0 }, 16000);
    const wav = join(folder, 'speech.wav');
    writeWav(wav, samples, 16000);
    if (form === 'sph') writeFileSync(join(folder, `${file}.sph`), sphere(samples));
    else
      execFileSync(findFfmpeg().path, [
        '-nostdin',
        '-y',
        '-v',
        'error',
        '-i',
        wav,
        ...encoders[form],
        join(folder, `${file}.${form}`),
      ]);
  }
  return Array.from({ length: count }, (_, file) => ({ path: join(folder, `${file % distinct}.${form}`) }));
}

async function decodeAll(parts, rows) {
  let next = 0;
  const lane = async () => {
    while (next < parts.length) {
      const group = parts.slice(next, next + rows);
      next += rows;
      for (const audio of await decodeBatch(group, { sampleRate: 16000 })) {
        if (!('samples' in audio) || Math.abs(audio.samples.length / 16000 - length) > 0.15)
          throw new Error(String(audio));
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

for (const form of values.forms.split(',')) {
  const parts = makeFiles(form);
  for (const rows of values.rows.split(',').map(Number)) {
    const [started, before] = [performance.now(), busy()];
    await decodeAll(parts, rows);
    const [wall, processor] = [(performance.now() - started) / 1000, busy() - before];
    console.log(
      `${form.padEnd(5)} ${String(rows).padStart(3)} a process  ${(count / wall).toFixed(0).padStart(5)} files/s  ${((1000 * processor) / count).toFixed(1)} ms of a processor each`,
    );
  }
}
rmSync(folder, { recursive: true });
