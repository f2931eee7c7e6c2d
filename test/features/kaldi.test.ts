import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { features } from '../../src/features';
import { sharedData } from '../corpora/shared-data';
import { waves } from './waves';

const Case = z.object({
  wave: z.string().optional(),
  file: z.string().optional(),
  sha256: z.string().optional(),
  feature: z.enum(['fbank', 'mfcc']),
  options: z.record(z.string(), z.unknown()),
  samples: z.number(),
  frames: z.number(),
  stride: z.number(),
  values: z.array(z.array(z.number())),
});
type Case = z.infer<typeof Case>;
const path = join(__dirname, '../references/fbank.json');
const { cases } = z.object({ cases: z.array(Case) }).parse(JSON.parse(readFileSync(path, 'utf8')));

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

/** What kaldi-native-fbank read: 16-bit samples. */
function samplesOf(known: Case): number[] {
  if (known.wave !== undefined) {
    const { sample_rate: rate = 16000 } = z.object({ sample_rate: z.number().optional() }).parse(known.options);
    return waves[known.wave]?.(known.samples, rate) ?? [];
  }
  const bytes = readFileSync(join(sharedData ?? '', known.file ?? ''));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(known.sha256);
  const start = bytes.indexOf('data') + 8;
  return Array.from({ length: known.samples }, (_, index) => bytes.readInt16LE(start + 2 * index));
}

function build({ feature, options }: Case, cmn: 'none' | 'utterance') {
  if (feature === 'fbank') return features.fbank.build(features.fbank.options.parse({ ...options, cmn }));
  return features.mfcc.build(features.mfcc.options.parse({ ...options, cmn }));
}

for (const known of cases) {
  const source = known.wave ?? known.file;
  const title = `${known.feature}.extract(${source}) with ${JSON.stringify(known.options)} is kaldi-native-fbank's`;
  if (known.file !== undefined && sharedData === undefined) {
    test.skip(`${title} [skipped: no samples; set SVTK_DATA]`, () => {});
    continue;
  }
  test(title, () => {
    const feature = build(known, 'none');
    const samples = samplesOf(known);
    expect(feature.frames(samples.length)).toBe(known.frames);
    const wave = tf.tensor2d(
      samples.map(sample => sample / 32768),
      [1, samples.length],
    );
    const before = tf.memory().numTensors;
    const extracted = tf.tidy(() => feature.extract(wave));
    expect(tf.memory().numTensors - before).toBe(1);
    expect(extracted.shape).toEqual([1, known.frames, feature.dimension]);
    const rows = tf.tidy(() => extracted.as2D(known.frames, feature.dimension).arraySync());
    const differences = known.values.flatMap((row, index) =>
      row.map((value, column) => Math.abs(value - (rows[index * known.stride]?.[column] ?? Number.NaN))),
    );
    // The figures asked for of log mel values; coefficients are weighted sums of 23 of these, by up to 12.
    const factor = known.feature === 'mfcc' ? 5 : 1;
    expect(differences.reduce((sum, value) => sum + value, 0) / differences.length).toBeLessThan(factor * 1e-4);
    expect(Math.max(...differences)).toBeLessThan(factor * 1e-2);
  });
}
