import fc from 'fast-check';
import { AudioError } from '../../src/audio/audio-error';
import { containerOf } from '../../src/audio/container';
import { parseWavHeader, type WavHeader, wavBytes } from '../../src/audio/wav';
import { wavWith } from './zoo';

const samples = Int16Array.from({ length: 800 }, (_, index) => (index * 37) % 2000);
const slow = process.env['SVTK_SLOW'] === '1';

test('parseWavHeader(wavBytes(samples)) gives the place and number of the samples', () => {
  const bytes = wavBytes(samples, 16000);
  expect(parseWavHeader(bytes, bytes.length, 'x.wav')).toEqual({
    encoding: 'pcm',
    channels: 1,
    sampleRate: 16000,
    bits: 16,
    dataStart: 44,
    dataBytes: 1600,
  });
});

test('parseWavHeader(bytes) passes over chunks before and after the samples, padded to even bytes', () => {
  const plain = Buffer.from(wavBytes(samples, 8000));
  const list = Buffer.concat([Buffer.from('LIST'), Buffer.from([5, 0, 0, 0]), Buffer.from('INFOx\0')]);
  const bytes = Buffer.concat([plain.subarray(0, 36), list, plain.subarray(36), list]);
  expect(parseWavHeader(bytes, bytes.length, 'x.wav')).toMatchObject({ dataStart: 44 + 14, dataBytes: 1600 });
});

test('parseWavHeader(head) is undefined where the samples start beyond the head', () => {
  const bytes = wavBytes(samples, 16000);
  expect(parseWavHeader(bytes.subarray(0, 40), bytes.length, 'x.wav')).toBeUndefined();
});

test('parseWavHeader(bytes) of 100,000 empty chunks ends after 1,000', () => {
  const bytes = Buffer.concat([
    wavWith(new Uint8Array(0)).subarray(0, 12),
    Buffer.alloc(800_000, 'JUNK\0\0\0\0', 'latin1'),
  ]);
  expect(() => parseWavHeader(bytes, bytes.length, 'x.wav')).toThrow(AudioError);
});

/** What must hold of every header that is let pass. */
function within(header: WavHeader | undefined, size: number): boolean {
  if (header === undefined) return true;
  const { dataStart, dataBytes, channels, sampleRate } = header;
  return dataStart >= 28 && dataBytes > 0 && dataStart + dataBytes <= size && channels >= 1 && sampleRate >= 1000;
}

const valid = Buffer.concat([wavBytes(samples, 16000), Buffer.from('LIST\x04\0\0\0INFO', 'latin1')]);
const word = fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff);
const change = fc.oneof(
  fc.record({ at: fc.nat(59), byte: fc.nat(255) }),
  fc.record({ at: fc.nat(56), word }),
  fc.record({ cut: fc.nat(valid.length) }),
  fc.record({ at: fc.nat(59), repeat: fc.integer({ min: 1, max: 60 }) }),
);

function mutant(changes: readonly (typeof change extends fc.Arbitrary<infer T> ? T : never)[]): Buffer {
  let bytes = Buffer.from(valid);
  for (const one of changes) {
    if ('cut' in one) bytes = bytes.subarray(0, one.cut);
    else if (one.at + 4 > bytes.length) continue;
    else if ('byte' in one) bytes[one.at] = one.byte;
    else if ('word' in one) bytes.writeUInt32LE(one.word, one.at);
    else bytes = Buffer.concat([bytes.subarray(0, one.at + one.repeat), bytes.subarray(one.at)]);
  }
  return bytes;
}

test('parseWavHeader(mutant) gives a header within the file or an AudioError', () => {
  let passed = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), changes => {
      const bytes = mutant(changes);
      try {
        const header = parseWavHeader(bytes, bytes.length, 'mutant.wav');
        expect(within(header, bytes.length)).toBe(true);
        passed++;
      } catch (error) {
        if (!(error instanceof AudioError)) throw error;
      }
    }),
    { numRuns: slow ? 100_000 : 5000 },
  );
  // Mutants that all fail would show nothing.
  expect(passed).toBeGreaterThan(100);
});

test('containerOf(any bytes) never throws, and text has no container', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      containerOf(bytes);
    }),
    { numRuns: 2000 },
  );
  for (const text of ['#EXTM3U\n', 'ffconcat version 1.0\n', '<html>', '{"RIFF":1}', 'file:///etc/passwd', '']) {
    expect(containerOf(Buffer.from(text))).toBeUndefined();
  }
});
