/** ffmpeg's name of a demuxer; `wav` is read by svtk itself where it is 16-bit mono. */
export type Container =
  | 'wav'
  | 'flac'
  | 'ogg'
  | 'mp3'
  | 'mov'
  | 'nistsphere'
  | 'aiff'
  | 'mpeg'
  | 'matroska'
  | 'au'
  | 'aac'
  | 'amr'
  | 'caf'
  | 'w64';

interface Signature {
  readonly container: Container;
  readonly at: number;
  readonly bytes: string;
}

/** latin1 bytes at a place, first match wins; text (m3u8, ffconcat, HTML) has no signature and never reaches ffmpeg. */
const signatures: readonly Signature[] = [
  { container: 'w64', at: 0, bytes: 'riff\x2e\x91\xcf\x11' },
  { container: 'flac', at: 0, bytes: 'fLaC' },
  { container: 'ogg', at: 0, bytes: 'OggS' },
  { container: 'nistsphere', at: 0, bytes: 'NIST_1A\n' },
  { container: 'mov', at: 4, bytes: 'ftyp' },
  { container: 'aiff', at: 8, bytes: 'AIFF' },
  { container: 'aiff', at: 8, bytes: 'AIFC' },
  { container: 'mpeg', at: 0, bytes: '\x00\x00\x01\xba' },
  { container: 'matroska', at: 0, bytes: '\x1a\x45\xdf\xa3' },
  { container: 'au', at: 0, bytes: '.snd' },
  { container: 'amr', at: 0, bytes: '#!AMR' },
  { container: 'caf', at: 0, bytes: 'caff\x00\x01' },
  { container: 'mp3', at: 0, bytes: 'ID3' },
];

/**
 * The container by the content of its first bytes, never by its name; undefined for what svtk does not read.
 * The caller names this demuxer to ffmpeg, so that ffmpeg guesses nothing: a playlist named .wav would otherwise be followed.
 */
export function containerOf(head: Uint8Array): Container | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 64)).toString('latin1');
  if (['RIFF', 'RIFX', 'RF64', 'BW64'].includes(text.slice(0, 4)) && text.startsWith('WAVE', 8)) return 'wav';
  const found = signatures.find(({ at, bytes }) => text.startsWith(bytes, at));
  if (found?.container === 'mp3' && head.length > 10) {
    // An ID3v2 tag can stand before FLAC and AAC too; its size is written in 4 × 7 bits.
    const tagBytes =
      10 + ((head[6]! & 127) << 21) + ((head[7]! & 127) << 14) + ((head[8]! & 127) << 7) + (head[9]! & 127);
    if (tagBytes + 4 <= head.length) return text.length > 0 ? (containerOf(head.subarray(tagBytes)) ?? 'mp3') : 'mp3';
  }
  return found?.container ?? frameSync(head);
}

/** MPEG audio without a tag starts with 11 set bits; layer 0 there is ADTS AAC (ISO 11172-3, 13818-7). */
function frameSync(head: Uint8Array): Container | undefined {
  if (head.length < 4 || head[0] !== 0xff || (head[1]! & 0xe0) !== 0xe0) return undefined;
  if ((head[1]! & 0xf6) === 0xf0) return 'aac';
  const layer = (head[1]! >> 1) & 3;
  const bitrate = head[2]! >> 4;
  const rate = (head[2]! >> 2) & 3;
  return layer !== 0 && bitrate !== 15 && rate !== 3 ? 'mp3' : undefined;
}
