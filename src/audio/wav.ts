import { writeAtomically } from '../core/atomic-write';
import type { Hertz } from '../core/units';
import { AudioError } from './audio-error';

/** What a RIFF WAVE header says, already held against the size of the file. */
export interface WavHeader {
  readonly encoding: 'pcm' | 'float' | 'other';
  readonly channels: number;
  readonly sampleRate: Hertz;
  readonly bits: number;
  /** Byte offset of the first sample. */
  readonly dataStart: number;
  /** Bytes of samples that are in the file, a whole number of frames. */
  readonly dataBytes: number;
}

const formatPcm = 1;
const formatFloat = 3;
const formatExtensible = 0xfffe;
/** Writers to a pipe cannot know the length and put a number from here on: 0x7ffff000 (sox), 0x80000000, 0xffffffff (ffmpeg). */
const unknownLength = 0x7ffff000;
/** Trailing bytes that no chunk explains are let pass up to this many, or a hundredth of the samples: tags, padding. */
const strayBytes = 4096;

/** RF64 and BW64 are RIFF with lengths of 64 bits. */
const riffs: ReadonlySet<string> = new Set(['RIFF', 'RF64', 'BW64']);

/** Whether recordings have such a rate; a header that says another is broken, and would blow a file up when it is resampled. */
export function plausibleRate(rate: Hertz): boolean {
  return rate >= 1000 && rate <= 1_000_000;
}

/**
 * Reads the header of a RIFF WAVE file (IBM & Microsoft 1991; WAVE_FORMAT_EXTENSIBLE as in ksmedia.h), or of an RF64 or BW64
 * file, whose chunk ds64 tells the length of the samples (EBU Tech 3306; ITU-R BS.2088).
 * No length in it is believed: each is held against `size`, and nothing is allocated by it.
 *
 * @param head the first bytes of the file; must reach the samples, or be the whole file
 * @param size the length of the whole file in bytes
 * @returns undefined when the samples start beyond `head`
 * @throws AudioError broken, no-samples, truncated, longer-than-declared
 */
export function parseWavHeader(head: Uint8Array, size: number, path: string): WavHeader | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 12 || !riffs.has(tag(view, 0)) || tag(view, 8) !== 'WAVE') {
    throw new AudioError('not-audio', path, { expected: 'RIFF … WAVE' });
  }
  const streamed = view.getUint32(4, true) === 0 || view.getUint32(4, true) >= unknownLength;
  let long: number | undefined;
  let format: Omit<WavHeader, 'dataStart' | 'dataBytes'> | undefined;
  let frameBytes = 0;
  // Each step goes on by 8 bytes at least, and by far more in any real file; 1,000 chunks bound a hostile one.
  for (let at = 12, chunk = 0; chunk < 1000; chunk++) {
    if (at + 8 > size) break;
    if (at + 8 > head.length) return undefined;
    const name = tag(view, at);
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (name === 'ds64' && length >= 16 && tag(view, 0) !== 'RIFF') {
      if (body + 16 > head.length && body + 16 <= size) return undefined;
      if (body + 16 <= size) long = Number(view.getBigUint64(body + 8, true));
    } else if (name === 'fmt ') {
      if (format !== undefined) throw new AudioError('broken', path, { expected: 'one fmt chunk' });
      if (body + 16 > size) throw new AudioError('truncated', path, { expected: 'a fmt chunk of 16 bytes or more' });
      if (body + 26 > head.length && body + 26 <= size) return undefined;
      [format, frameBytes] = parseFormat(view, body, length, path);
    } else if (name === 'data') {
      if (format === undefined) throw new AudioError('broken', path, { expected: 'a fmt chunk before the data chunk' });
      const declared = length === 0xffffffff && long !== undefined ? long : length;
      const unknown = declared === length && (length >= unknownLength || (streamed && length === 0));
      const dataBytes = lengthOfData({ declared, left: size - body, unknown, frameBytes, path });
      if (!unknown) checkTail(view, body + declared, size, declared, path);
      return { ...format, dataStart: body, dataBytes };
    }
    at = body + length + (length % 2);
  }
  throw new AudioError(format === undefined ? 'broken' : 'no-samples', path, { expected: 'fmt and data chunks' });
}

function parseFormat(
  view: DataView,
  at: number,
  length: number,
  path: string,
): [Omit<WavHeader, 'dataStart' | 'dataBytes'>, number] {
  let format = view.getUint16(at, true);
  const channels = view.getUint16(at + 2, true);
  const sampleRate = view.getUint32(at + 4, true);
  const frameBytes = view.getUint16(at + 12, true);
  const bits = view.getUint16(at + 14, true);
  if (format === formatExtensible && length >= 26 && at + 26 <= view.byteLength) format = view.getUint16(at + 24, true);
  const encoding = format === formatPcm ? 'pcm' : format === formatFloat ? 'float' : 'other';
  const expectedBytes = encoding === 'other' ? frameBytes : channels * Math.ceil(bits / 8);
  if (length < 16 || channels === 0 || channels > 64 || frameBytes === 0 || frameBytes !== expectedBytes) {
    throw new AudioError('broken', path, {
      expected: '1 to 64 channels, and frames of channels × bits / 8 bytes',
      found: `${channels} channels, ${bits} bits, frames of ${frameBytes} bytes`,
    });
  }
  if (encoding === 'pcm' && (bits < 8 || bits > 32)) {
    // ffmpeg would take 1 bit for 8 and 64 for its own kind of integers.
    throw new AudioError('broken', path, { expected: 'PCM of 8 to 32 bits', found: `${bits} bits` });
  }
  if (!plausibleRate(sampleRate)) {
    throw new AudioError('broken', path, { expected: 'a rate from 1,000 to 1,000,000 Hz', found: `${sampleRate} Hz` });
  }
  return [{ encoding, channels, sampleRate, bits }, frameBytes];
}

interface DataLength {
  readonly declared: number;
  readonly left: number;
  /** Whether the header says that it does not know the length. */
  readonly unknown: boolean;
  readonly frameBytes: number;
  readonly path: string;
}

function lengthOfData({ declared, left, unknown, frameBytes, path }: DataLength): number {
  if (!unknown && declared > left) {
    throw new AudioError('truncated', path, { expected: `${declared} bytes of samples`, found: `${left}` });
  }
  const bytes = unknown ? left : declared;
  if (bytes < frameBytes) throw new AudioError('no-samples', path);
  return bytes - (bytes % frameBytes);
}

/** After the samples only chunks may follow; other bytes mean that the declared length is too small. */
function checkTail(view: DataView, from: number, size: number, declared: number, path: string): void {
  const stray = size - from;
  if (stray <= Math.max(strayBytes, declared / 100)) return;
  const at = from + (from % 2);
  const known = at + 8 <= view.byteLength;
  // Beyond what was read, a tail larger than the samples themselves is taken as samples.
  const chunk = known
    ? /^(?!data)[\x20-\x7e]{4}$/.test(tag(view, at)) && view.getUint32(at + 4, true) <= size - at - 8
    : stray < declared;
  if (!chunk)
    throw new AudioError('longer-than-declared', path, {
      expected: `${declared} bytes of samples`,
      found: `${stray} more`,
    });
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

/** A mono 16-bit WAV file as bytes. */
export function wavBytes(samples: Int16Array, sampleRate: Hertz): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string): void => {
    for (let index = 0; index < value.length; index++) bytes[at + index] = value.charCodeAt(index);
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, formatPcm, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (let index = 0; index < samples.length; index++) view.setInt16(44 + index * 2, samples[index]!, true);
  return bytes;
}

/** Writes a mono 16-bit WAV file, whole or not at all. */
export function writeWav(path: string, samples: Int16Array, sampleRate: Hertz): void {
  writeAtomically(path, wavBytes(samples, sampleRate));
}
