import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioError } from '../../src/audio/audio-error';
import { decodeAudio, decodeBatch } from '../../src/audio/decode';
import { ffmpegThere, testWithFfmpeg } from './ffmpeg-there';
import { buildZoo, speech } from './zoo';

const folder = mkdtempSync(join(tmpdir(), 'svtk-zoo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const animals = buildZoo(folder, ffmpegThere);

/** jest's own comparison of arrays takes seconds for so many numbers. */
function expectSame(found: Int16Array, expected: Int16Array): void {
  expect(found.length).toBe(expected.length);
  expect(found.findIndex((value, index) => value !== expected[index])).toBe(-1);
}

async function verdict(name: string): Promise<string | number> {
  try {
    return (await decodeAudio(join(folder, name), { sampleRate: 16000 })).length / 16000;
  } catch (error) {
    if (error instanceof AudioError) return error.fault;
    throw error;
  }
}

for (const { name, becomes } of animals) {
  const needs = ffmpegThere
    ? test
    : typeof becomes === 'number' && !['speech.wav', 'streamed.wav', 'rf64.wav'].includes(name)
      ? test.skip
      : test;
  needs(
    `decodeAudio(${name}) ${typeof becomes === 'number' ? `gives ${becomes.toFixed(2)} s` : `is ${becomes}`}`,
    async () => {
      const found = await verdict(name);
      // AAC and MP3 keep up to two frames of padding where the file does not say how much it is.
      if (typeof becomes === 'number' && typeof found === 'number')
        expect(Math.abs(found - becomes)).toBeLessThan(0.15);
      else expect(found).toBe(becomes);
    },
  );
}

testWithFfmpeg('decodeBatch(the whole zoo) gives each file what decodeAudio gives it, in their order', async () => {
  const found = await decodeBatch(
    animals.map(({ name }) => ({ path: join(folder, name) })),
    { sampleRate: 16000 },
  );
  const alone = await Promise.all(animals.map(({ name }) => verdict(name)));
  expect(found.map(result => (result instanceof AudioError ? result.fault : result.samples.length / 16000))).toEqual(
    alone,
  );
});

testWithFfmpeg('decodeAudio(flac) equals the samples it was made of', async () => {
  expectSame(await decodeAudio(join(folder, 'flac-named.wav'), { sampleRate: 16000 }), speech);
});

testWithFfmpeg('decodeAudio(stereo with equal channels) equals the mono samples', async () => {
  expectSame(await decodeAudio(join(folder, 'stereo.wav'), { sampleRate: 16000 }), speech);
});

testWithFfmpeg('decodeAudio(float WAV) equals the samples it was made of but the one that was set to 0', async () => {
  const expected = Int16Array.from(speech, (value, index) => (index === 5000 ? 0 : value));
  expectSame(await decodeAudio(join(folder, 'float.wav'), { sampleRate: 16000 }), expected);
});

test('decodeAudio(path, { span }) gives that part, up to an end that rounding puts just past the recording', async () => {
  const read = (start: number, end: number) =>
    decodeAudio(join(folder, 'speech.wav'), { sampleRate: 16000, span: [start, end] });
  expectSame(await read(0.5, 1.25), speech.subarray(8000, 20000));
  expectSame(await read(1.5, 2.01), speech.subarray(24000));
  await expect(read(1.5, 3)).rejects.toThrow('expected a recording that holds 1.5 to 3 s, found 2 s');
});

test('decodeAudio(path, { minimum }) refuses shorter recordings', async () => {
  const read = decodeAudio(join(folder, 'speech.wav'), { sampleRate: 16000, minimum: 3 });
  await expect(read).rejects.toThrow(
    'too-short audio (the recording is shorter than the minimum): expected 3 s or more, found 2 s',
  );
});

testWithFfmpeg('decodeBatch(parts with spans) gives the same parts of WAV and FLAC', async () => {
  const parts = ['speech.wav', 'flac-named.wav', 'truncated.flac', 'flac-named.wav'].map((name, index) => ({
    path: join(folder, name),
    span: [0.25 * index, 1.5] as const,
  }));
  const [wav, flac, bad, later] = await decodeBatch(parts, { sampleRate: 16000 });
  if (!(wav && flac && later) || wav instanceof AudioError || flac instanceof AudioError || later instanceof AudioError)
    throw new Error('not decoded');
  expectSame(wav.samples, speech.subarray(0, 24000));
  expectSame(flac.samples, speech.subarray(4000, 24000));
  expectSame(later.samples, speech.subarray(12000, 24000));
  expect(bad).toMatchObject({ fault: 'truncated' });
});
