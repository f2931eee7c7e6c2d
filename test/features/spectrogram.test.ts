import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { features } from '../../src/features';
import { sharedData } from '../corpora/shared-data';
import { waves } from './waves';

const Sample = z.object({ shape: z.array(z.number()), stride: z.number(), values: z.array(z.number()) });
const Case = z.object({
  wave: z.string(),
  samples: z.number(),
  plain: Sample,
  normalized: Sample,
});
const path = join(__dirname, '../references/spectrogram.json');
const Recording = z.object({ file: z.string(), sha256: z.string(), samples: z.number(), vggvox: Sample });
const reference = z
  .object({ cases: z.array(Case), recording: Recording })
  .parse(JSON.parse(readFileSync(path, 'utf8')));
const { cases, recording } = reference;

const { spectrogram } = features;
const build = (options: Record<string, unknown> = {}) => spectrogram.build(spectrogram.options.parse(options));

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

function extract(wave: readonly number[], options: Record<string, unknown> = {}) {
  return tf.tidy(() => {
    const found = build(options).extract(tf.tensor2d([...wave], [1, wave.length]));
    return { shape: found.shape.slice(1), values: Float32Array.from(found.dataSync()) };
  });
}

const formula = (name: string, samples: number): number[] =>
  (waves[name]?.(samples, 16000) ?? []).map(sample => sample / 32768);

function differences(found: ReturnType<typeof extract>, { shape, stride, values }: z.infer<typeof Sample>) {
  expect(found.shape).toEqual(shape);
  const gaps = values.map((value, at) => Math.abs(value - (found.values[at * stride] ?? Number.NaN)));
  return { largest: Math.max(...gaps), mean: gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length };
}

for (const { wave, samples, plain, normalized } of cases) {
  test(`spectrogram.extract(${wave}) is NumPy’s magnitude of 512 bins, plain and normalized by unbiased deviation`, () => {
    const scale = Math.max(...plain.values);
    expect(differences(extract(formula(wave, samples), { cmvn: 'none' }), plain).largest / scale).toBeLessThan(1e-6);
    expect(differences(extract(formula(wave, samples)), normalized).largest).toBeLessThan(1e-3); // float32; faint bins of a loud wave
  });
}

const title =
  'spectrogram.extract(recorded speech) is VGGVox’s but for the lowest bins, which its high-pass filter bends';
if (sharedData === undefined) test.skip(`${title} [skipped: no samples; set SVTK_DATA]`, () => {});
else
  test(title, () => {
    const bytes = readFileSync(join(sharedData ?? '', recording.file));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(recording.sha256);
    const start = bytes.indexOf('data') + 8;
    const wave = Array.from({ length: recording.samples }, (_, at) => bytes.readInt16LE(start + 2 * at) / 32768);
    // 0.009 of a deviation over all bins, most of it in the first three.
    expect(differences(extract(wave), recording.vggvox).mean).toBeLessThan(0.02);
  });

test('spectrogram.extract(…) with sides: one has the lower 257 bins of the 512, of which the upper are a mirror', () => {
  const [two, one] = [extract(formula('voice', 8000)), extract(formula('voice', 8000), { sides: 'one' })];
  expect([two.shape, one.shape]).toEqual([
    [48, 512],
    [48, 257],
  ]);
  for (let bin = 0; bin < 257; bin++) {
    expect(two.values[bin]).toBeCloseTo(one.values[bin] ?? Number.NaN, 5);
    if (bin > 0) expect(two.values[512 - bin]).toBe(two.values[bin]);
  }
});

test('spectrogram.extract(silence) is 0 where nothing sounds, not NaN', () => {
  const silent = tf.tidy(() =>
    build()
      .extract(tf.zeros([1, 4000]))
      .dataSync(),
  );
  expect(silent.every(value => value === 0)).toBe(true);
});

test('spectrogram.extract(…) of one frame is 0: it is its own mean', () => {
  const { shape, values } = extract(formula('voice', 400));
  expect(shape).toEqual([1, 512]);
  expect(values.every(value => value === 0)).toBe(true);
});
