import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AudioFault } from '../../src/audio/audio-error';
import { findFfmpeg } from '../../src/audio/find-ffmpeg';
import { wavBytes } from '../../src/audio/wav';
import { synthesize } from '../../src/corpora/generated-voices/synthesize';

/** What must become of a file: a class of bad audio, or so many seconds of samples. */
export interface Animal {
  readonly name: string;
  readonly becomes: AudioFault | number;
}

const voice = { seed: 1, shortest: 2, longest: 2, channel: 0, noise: 40, spread: 1 };
/** 2 s of a generated voice at 16 kHz. */
export const speech = synthesize(voice, { speaker: 0, session: 0, utterance: 0 }, 16000).samples;

/** A WAV file with any header: what `wavBytes` never writes. */
export function wavWith(
  body: Uint8Array,
  header: { format?: number; channels?: number; rate?: number; bits?: number; data?: number; riff?: number } = {},
): Buffer {
  const { format = 1, channels = 1, rate = 16000, bits = 16 } = header;
  const bytes = Buffer.alloc(44 + body.length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(header.riff ?? 36 + body.length, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(format, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE((rate * channels * bits) / 8, 28);
  bytes.writeUInt16LE((channels * bits) / 8, 32);
  bytes.writeUInt16LE(bits, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(header.data ?? body.length, 40);
  bytes.set(body, 44);
  return bytes;
}

const bytesOf = (samples: Int16Array | Float32Array): Uint8Array =>
  new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);

function floats(spoil: number): Uint8Array {
  const samples = Float32Array.from(speech, value => value / 32768);
  samples[5000] = spoil;
  return bytesOf(samples);
}

const pcm = bytesOf(speech);
const square = Int16Array.from(speech, (_, index) => (index % 100 < 50 ? 32767 : -32768));

/** A NIST SPHERE file: a text header of 1,024 bytes, then samples. */
export function sphereWith(rate: number): Buffer {
  const header = [
    'NIST_1A',
    '   1024',
    `sample_count -i ${speech.length}`,
    'sample_n_bytes -i 2',
    'channel_count -i 1',
  ];
  const rest = ['sample_byte_format -s2 01', `sample_rate -i ${rate}`, 'sample_coding -s3 pcm', 'end_head', ''];
  return Buffer.concat([Buffer.from([...header, ...rest].join('\n').padEnd(1024)), new Uint8Array(speech.buffer)]);
}

/** A chunk of a RIFF file. */
function chunk(name: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

const format = wavBytes(speech, 16000).slice(12, 36);

/** An RF64 file (EBU Tech 3306) that declares so many bytes of samples, and has those of `body`. */
function rf64With(body: Uint8Array, declared: number): Buffer {
  const lengths = Buffer.alloc(28);
  lengths.writeBigUInt64LE(BigInt(declared), 8);
  const unknown = Buffer.from('data\xff\xff\xff\xff', 'latin1');
  return Buffer.concat([
    Buffer.from('RF64\xff\xff\xff\xffWAVE', 'latin1'),
    chunk('ds64', lengths),
    format,
    unknown,
    body,
  ]);
}

/** A WAV file of these chunks. */
function riffOf(...chunks: readonly Uint8Array[]): Buffer {
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...chunks]));
}

/** Files made of bytes alone. */
const plain: readonly [name: string, bytes: Uint8Array | string, becomes: AudioFault | number][] = [
  ['empty.wav', '', 'empty'],
  ['page.wav', '<!DOCTYPE html><html><body>404 Not Found</body></html>', 'not-audio'],
  ['playlist.wav', '#EXTM3U\n#EXTINF:1,\nspeech.wav\n', 'not-audio'],
  ['concat.wav', "ffconcat version 1.0\nfile 'speech.wav'\n", 'not-audio'],
  ['header-only.wav', wavBytes(new Int16Array(0), 16000), 'no-samples'],
  ['one-sample.wav', wavBytes(new Int16Array(1), 16000), 'too-short'],
  ['half-a-header.wav', wavBytes(speech, 16000).subarray(0, 30), 'truncated'],
  ['truncated.wav', wavBytes(speech, 16000).subarray(0, 40000), 'truncated'],
  ['lies-long.wav', wavWith(pcm, { data: 10_000_000 }), 'truncated'],
  ['lies-short.wav', wavWith(pcm, { data: 100 }), 'longer-than-declared'],
  ['streamed.wav', wavWith(pcm, { data: 0xffffffff, riff: 0xffffffff }), 2],
  ['rf64.wav', rf64With(pcm, pcm.length), 2],
  ['rf64-truncated.wav', rf64With(pcm.subarray(0, 40000), pcm.length), 'truncated'],
  ['rf64-lies-long.wav', rf64With(pcm, 2 ** 62), 'truncated'],
  ['rf64-lies-short.wav', rf64With(pcm, 32000), 'longer-than-declared'],
  ['two-data.wav', riffOf(format, chunk('data', pcm), chunk('data', pcm)), 'longer-than-declared'],
  ['two-fmt.wav', riffOf(format, format, chunk('data', pcm)), 'broken'],
  ['1-bit.wav', wavWith(pcm, { bits: 1 }), 'broken'],
  ['64-bit.wav', wavWith(pcm, { bits: 64 }), 'broken'],
  ['playlist-in-wave.wav', '#EXTM3U\nWAVE\nspeech.wav\n', 'not-audio'],
  ['rate-0.wav', wavWith(pcm, { rate: 0 }), 'broken'],
  ['channels-0.wav', wavWith(pcm, { channels: 0 }), 'broken'],
  ['nan.wav', wavWith(floats(Number.NaN), { format: 3, bits: 32 }), 'not-finite'],
  ['infinity.wav', wavWith(floats(Number.POSITIVE_INFINITY), { format: 3, bits: 32 }), 'not-finite'],
  ['float.wav', wavWith(floats(0), { format: 3, bits: 32 }), 2],
  ['silence.wav', wavBytes(new Int16Array(32000), 16000), 'silent'],
  ['constant.wav', wavBytes(new Int16Array(32000).fill(77), 16000), 'silent'],
  ['clipped.wav', wavBytes(square, 16000), 'clipped'],
  [
    'stereo.wav',
    wavWith(bytesOf(Int16Array.from({ length: 64000 }, (_, index) => speech[index >> 1]!)), { channels: 2 }),
    2,
  ],
  [
    '8-bit.wav',
    wavWith(
      Uint8Array.from(speech, value => (value >> 8) + 128),
      { bits: 8 },
    ),
    2,
  ],
  ['192-kHz.wav', wavWith(pcm, { rate: 192000 }), 2 / 12],
  ['8-kHz.wav', wavWith(pcm, { rate: 8000 }), 4],
];

/** Files that ffmpeg makes of speech.wav, at times cut or changed afterwards. */
const encoded: readonly [
  name: string,
  options: readonly string[],
  change: (bytes: Buffer) => Buffer,
  becomes: AudioFault | number,
][] = [
  ['24-bit.wav', ['-c:a', 'pcm_s24le', '-f', 'wav'], whole, 2],
  ['a-law.wav', ['-c:a', 'pcm_alaw', '-f', 'wav'], whole, 2],
  ['flac-named.wav', ['-f', 'flac'], whole, 2],
  ['mp3-named.wav', ['-f', 'mp3'], whole, 2],
  ['good.m4a', ['-c:a', 'aac', '-f', 'ipod'], whole, 2],
  ['good.ogg', ['-c:a', 'libvorbis', '-f', 'ogg'], whole, 2],
  ['truncated.flac', ['-f', 'flac'], half, 'truncated'],
  ['truncated.ogg', ['-c:a', 'libvorbis', '-f', 'ogg'], half, 'truncated'],
  ['truncated-opus.ogg', ['-c:a', 'libopus', '-f', 'ogg'], half, 'truncated'],
  ['truncated-between-pages.ogg', ['-c:a', 'flac', '-f', 'ogg'], withoutLastPage, 'truncated'],
  ['good.w64', ['-f', 'w64'], whole, 2],
  ['truncated.w64', ['-f', 'w64'], half, 'truncated'],
  ['truncated.mp3', ['-f', 'mp3'], half, 'truncated'],
  ['truncated.m4a', ['-c:a', 'aac', '-f', 'ipod'], half, 'broken'],
  ['truncated-faststart.m4a', ['-c:a', 'aac', '-movflags', '+faststart', '-f', 'ipod'], half, 'truncated'],
  ['spoiled.flac', ['-f', 'flac'], spoiled, 'truncated'],
];

function whole(bytes: Buffer): Buffer {
  return bytes;
}

function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length >> 1);
}

function withoutLastPage(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf('OggS'));
}

function spoiled(bytes: Buffer): Buffer {
  bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 4000);
  return bytes;
}

/** Writes the zoo into a folder; with ffmpeg it is complete, without it has the animals that bytes alone make. */
export function buildZoo(folder: string, withFfmpeg: boolean): Animal[] {
  const animals: Animal[] = [{ name: 'missing.wav', becomes: 'missing' }];
  const keep = (name: string, bytes: Uint8Array | string, becomes: AudioFault | number): void => {
    writeFileSync(join(folder, name), bytes);
    animals.push({ name, becomes });
  };
  mkdirSync(join(folder, 'folder.wav'));
  animals.push({ name: 'folder.wav', becomes: 'unreadable' });
  execFileSync('mkfifo', [join(folder, 'pipe.wav')]);
  animals.push({ name: 'pipe.wav', becomes: 'unreadable' });
  keep('speech.wav', wavBytes(speech, 16000), 2);
  for (const [name, bytes, becomes] of plain) keep(name, bytes, becomes);
  if (!withFfmpeg) return animals;
  keep('sphere.wav', sphereWith(16000), 2);
  keep('sphere-1-Hz.wav', sphereWith(1), 'broken');
  for (const [name, options, change, becomes] of encoded) {
    const to = join(folder, name);
    execFileSync(findFfmpeg().path, ['-nostdin', '-v', 'error', '-i', join(folder, 'speech.wav'), ...options, to]);
    keep(name, change(readFileSync(to)), becomes);
  }
  return animals;
}
