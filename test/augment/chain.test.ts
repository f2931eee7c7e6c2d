import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openShards } from '../../src/audio/shards';
import { wavBytes } from '../../src/audio/wav';
import type { AugmentationChoice } from '../../src/augment/augmentation';
import { buildChain, foldersOf, variantsOf } from '../../src/augment/chain';
import { partsOf, pathsOf } from '../../src/augment/folders';
import { augmentations } from '../../src/augment/index';
import { prepareFolders } from '../../src/augment/prepare-folders';
import { DataError, UsageError } from '../../src/core/errors';
import { randomOf } from '../../src/core/random';

const context = {
  sampleRate: 16000,
  seed: 1,
  shardsOf(folder: string): never {
    throw new UsageError(`${folder} was not prepared`);
  },
};
const wave = (length: number): Float32Array => {
  const random = randomOf('wave');
  return Float32Array.from({ length }, () => 0.1 * random.normal());
};
const power = (samples: Float32Array): number =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;

const sameBytes = (a: Float32Array, b: Float32Array): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));

/** Every entry of the registry, with what its defaults leave open. */
const needed: Record<string, Record<string, unknown>> = {
  noise: { from: { generated: 'pink' } },
  music: { from: { generated: 'brown' } },
  babble: { from: { generated: 'babble' }, voices: [1, 2] },
  reverb: { from: { generated: 'rooms' } },
  'one-of': { of: [{ type: 'noise', from: { generated: 'white' } }, { type: 'gain' }] },
};

test.each(Object.keys(augmentations))(
  '%s with its defaults keeps the length, is finite, and depends on the key alone',
  type => {
    const choice: AugmentationChoice = { type, ...needed[type] };
    const chain = buildChain([choice], context);
    const again = buildChain([choice], context);
    let changed = 0;
    for (let index = 0; index < 6; index++) {
      const draw = chain.draw(1, 0, index);
      const input = wave(draw.inputSamples(4000));
      const result = draw.apply(input.slice(), 4000);
      expect(result).toHaveLength(4000);
      expect(result.every(Number.isFinite)).toBe(true);
      expect(draw.variant).toBeLessThan(variantsOf([choice]));
      if (result.some((sample, at) => sample !== input[at])) changed++;
      const other = again.draw(1, 0, index);
      expect(sameBytes(other.apply(input.slice(), 4000), result)).toBe(true);
    }
    expect(changed).toBeGreaterThan(0);
  },
);

test.each(['white', 'pink', 'brown', 'babble'])(
  'noise from generated %s is added at the ratio that snr says',
  generated => {
    const chain = buildChain([{ type: 'noise', from: { generated }, snr: [7, 7] }], context);
    const clean = wave(32000);
    const noisy = chain.draw(3).apply(clean.slice(), 32000);
    const noise = noisy.map((sample, at) => sample - clean[at]!);
    expect(10 * Math.log10(power(clean) / power(noise))).toBeCloseTo(7, 3);
  },
);

test('noise leaves silence silent', () => {
  const chain = buildChain([{ type: 'noise', from: { generated: 'white' } }], context);
  expect(
    chain
      .draw(1)
      .apply(new Float32Array(1000), 1000)
      .every(sample => sample === 0),
  ).toBe(true);
});

test('reverb keeps energy, length and the place of the direct sound', () => {
  const chain = buildChain(
    [{ type: 'reverb', from: { generated: 'rooms', direct_to_reverberant: [12, 12] } }],
    context,
  );
  const click = new Float32Array(8000);
  click[1000] = 0.5;
  const heard = chain.draw(1).apply(click.slice(), 8000);
  expect(heard.findIndex(sample => Math.abs(sample) > 0.1)).toBe(1000);
  expect(power(heard)).toBeCloseTo(power(click), 9);
  expect(heard.subarray(1100, 3000).some(sample => Math.abs(sample) > 1e-4)).toBe(true);
});

test('speed at 1.1 raises a tone by a tenth and counts as new speakers', () => {
  const choice = { type: 'speed', speeds: [1.1] };
  expect(variantsOf([choice])).toBe(2);
  expect(variantsOf([{ ...choice, as_new_speakers: false }])).toBe(1);
  const chain = buildChain([choice], context);
  const draws = Array.from({ length: 20 }, (_, index) => chain.draw(index));
  const [plain, faster] = [draws.find(({ variant }) => variant === 0)!, draws.find(({ variant }) => variant === 1)!];
  expect(plain.inputSamples(16000)).toBe(16000);
  expect(faster.inputSamples(16000)).toBe(17600);
  const tone = Float32Array.from({ length: 17600 }, (_, at) => Math.sin((2 * Math.PI * 1000 * at) / 16000));
  const raised = faster.apply(tone, 16000);
  for (let at = 100; at < 15900; at++) {
    expect(Math.abs(raised[at]! - Math.sin((2 * Math.PI * 1100 * at) / 16000))).toBeLessThan(2e-3);
  }
});

test('telephone takes away what is out of its band', () => {
  const chain = buildChain([{ type: 'telephone', probability: 1 }], context);
  const through = (frequency: number): number => {
    const tone = Float32Array.from(
      { length: 16000 },
      (_, at) => 0.5 * Math.sin((2 * Math.PI * frequency * at) / 16000),
    );
    return 10 * Math.log10(power(chain.draw(1).apply(tone, 16000).slice(1000, 15000)) / 0.125);
  };
  expect(through(50)).toBeLessThan(-30);
  expect(through(5000)).toBeLessThan(-30);
  expect(Math.abs(through(1000))).toBeLessThan(0.2);
});

test('variantsOf and buildChain count speeds of two links apart', () => {
  const choices = [
    { type: 'speed', speeds: [0.9, 1.1] },
    { type: 'speed', speeds: [0.95] },
  ];
  expect(variantsOf(choices)).toBe(6);
  const chain = buildChain(choices, context);
  expect(new Set(Array.from({ length: 200 }, (_, index) => chain.draw(index).variant)).size).toBe(6);
});

test('foldersOf lists each folder once, also inside one-of', () => {
  const from = { folder: '/corpora/musan/noise' };
  const choices = [
    { type: 'noise', from },
    {
      type: 'one-of',
      of: [
        { type: 'noise', from },
        { type: 'reverb', from: { folder: '/corpora/rirs' } },
      ],
    },
    { type: 'noise', from: { generated: 'pink' } },
  ];
  expect(foldersOf(choices)).toEqual(['/corpora/musan/noise', '/corpora/rirs']);
});

test('foldersOf names parts of corpora among folders; pathsOf leaves them out, partsOf are them', () => {
  const choices = [
    { type: 'noise', from: { corpus: 'musan', part: 'noise' } },
    { type: 'reverb', from: { corpus: 'rirs-noises', part: 'simulated' } },
    { type: 'music', from: { folder: 'songs' } },
  ];
  expect(foldersOf(choices)).toHaveLength(3);
  expect(pathsOf(choices, '/corpora')).toEqual({ songs: '/corpora/songs' });
  expect(partsOf(choices)).toEqual([
    { corpus: 'musan', part: 'noise' },
    { corpus: 'rirs-noises', part: 'simulated' },
  ]);
});

test('buildChain(choices) names a wrong option, a missing source, and new speakers in a one-of', () => {
  expect(() => buildChain([{ type: 'noise', from: { generated: 'purple' } }], context)).toThrow(/augment.noise.from/);
  expect(() => buildChain([{ type: 'reverb' }], context)).toThrow(/augment.reverb.from/);
  expect(() => buildChain([{ type: 'noise', from: { folder: 'musan' } }], context)).toThrow('musan was not prepared');
  expect(() => buildChain([{ type: 'one-of', of: [{ type: 'speed' }] }], context)).toThrow('makes new speakers');
});

test('prepareFolders(options) decodes a part of a corpus by recordingsOf, and noise cuts from it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'svtk-augment-'));
  try {
    const audio = join(directory, 'noise.wav');
    writeFileSync(
      audio,
      wavBytes(
        Int16Array.from({ length: 8000 }, (_, at) => (at % 2 === 0 ? 8000 : -8000)),
        16000,
      ),
    );
    const augment = [{ type: 'noise', from: { corpus: 'musan', part: 'noise' }, snr: [0, 0] }];
    const asked: unknown[] = [];
    const options = { augment, directory: join(directory, 'sounds'), sampleRate: 16000, workers: 1, maxBad: 0 };
    const prepared = await prepareFolders({
      ...options,
      async *recordingsOf(part) {
        asked.push(part);
        yield { id: 'noise/free-sound/1', audio };
      },
    });
    expect(asked).toEqual([{ corpus: 'musan', part: 'noise' }]);
    const chain = buildChain(augment, { ...context, shardsOf: name => openShards(prepared[name]!.directory) });
    const clean = wave(16000);
    expect(power(chain.draw(1).apply(clean.slice(), 16000)) / power(clean)).toBeCloseTo(2, 1);
    await expect(prepareFolders({ ...options, directory: join(directory, 'other') })).rejects.toThrow(
      'sounds of a corpus cannot be had here: found musan, noise',
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});

const data = process.env.SVTK_DATA ?? join(__dirname, '../../../shared/data');
const folder = join(data, 'noise_rir/speechbrain');
const here = existsSync(folder);
if (!here) process.stderr.write(`skipped, as ${folder} is absent: real noises and room responses\n`);

(here ? test : test.skip)(
  'prepareFolders(options) decodes real noises and rooms once, and noise and reverb use them',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'svtk-augment-'));
    try {
      const augment = [
        { type: 'noise', from: { folder: join(folder, 'noise') }, snr: [10, 10] },
        { type: 'reverb', from: { folder: join(folder, 'RIRs') } },
      ];
      const options = { augment, directory, sampleRate: 16000, workers: 2, maxBad: 0 };
      const prepared = await prepareFolders(options);
      expect(Object.values(prepared).map(({ utterances }) => utterances)).toEqual([5, 4]);
      const second = await prepareFolders(options);
      expect(Object.values(second).map(({ kept }) => kept)).toEqual([1, 1]);
      const chain = buildChain(augment, { ...context, shardsOf: name => openShards(prepared[name]!.directory) });
      const clean = wave(32000);
      const heard = chain.draw(5).apply(clean.slice(), 32000);
      expect(heard).toHaveLength(32000);
      // White noise of power 1, the noise 10 dB below it, and a room that keeps the energy.
      expect(power(heard) / power(clean)).toBeCloseTo(1.1, 1);
      await expect(
        prepareFolders({ ...options, augment: [{ type: 'noise', from: { folder: `${folder}/none` } }] }),
      ).rejects.toThrow(DataError);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);
