import { z } from 'zod';
import { openRig, type Rig, tinyRecipe } from './rig';

const metricsFile = z.strictObject({
  lists: z.array(z.strictObject({ trials: z.string(), count: z.int(), targets: z.int(), speakers: z.int() })),
  figures: z.array(
    z.strictObject({
      system: z.string(),
      trials: z.string(),
      backend: z.string(),
      metric: z.string(),
      unit: z.string(),
      value: z.number(),
      interval: z.tuple([z.number(), z.number()]).optional(),
      threshold: z.number().nullable().optional(),
    }),
  ),
});

let rig: Rig;
beforeAll(() => {
  rig = openRig();
  // The test speakers of a population of which training and test speakers together are the first twelve.
  const others =
    '{ type: generated-voices, train_speakers: 12, test_speakers: 8, sessions: 2, utterances: 3, shortest: 1, longest: 1.5 }';
  const recipe = tinyRecipe
    .replace('\nfeatures:', `\n  calibration: { corpus: ${others}, list: test-pairs }\nfeatures:`)
    .replace(
      /backends: .*/,
      `backends:
  - cosine
  - { type: cosine, norm: s-norm, calibration: { type: qmf, measures: [log-duration, magnitude, cohort-mean] } }
  - { type: fusion, of: [cosine, { type: plda, lda: 6 }], name: fused }`,
    )
    .replace(/metrics: .*/, 'metrics: [eer, min-dcf, act-dcf, frr-at-far, cllr]');
  rig.write('calibrated.yaml', recipe);
});
afterAll(() => rig.remove());

test('svtk run of a recipe with calibrations and a fusion writes every threshold; svtk compare compares two such runs', async () => {
  const run = await rig.svtk('run', 'calibrated.yaml', 'seed=3,4');
  expect(run.err).not.toContain('svtk: ');
  expect(run.code).toBe(0);
  const file = metricsFile.parse(JSON.parse(rig.read('exp/calibrated/seed-3/metrics.json')));
  expect(file.lists).toHaveLength(1);
  const columns = file.figures.map(({ backend, metric }) => `${backend}, ${metric}`);
  const backends = ['cosine', 'cosine + S-norm + QMF', 'fused'];
  const metrics = ['EER', 'minDCF(0.01)', 'actDCF(0.01)', 'FRR@FAR(0.01)', 'Cllr'];
  expect(columns).toEqual(backends.flatMap(backend => metrics.map(metric => `${backend}, ${metric}`)));
  for (const { metric, threshold } of file.figures) {
    if (metric === 'Cllr') expect(threshold).toBeUndefined();
    else expect(threshold).toBeDefined();
    if (metric === 'actDCF(0.01)') expect(threshold).toBeCloseTo(Math.log(99), 12);
  }
  // Calibrated on other speakers, ratios cost less than cosines read as ratios.
  const cost = (backend: string) => file.figures.find(at => at.backend === backend && at.metric === 'Cllr')!.value;
  expect(cost('fused')).toBeLessThan(cost('cosine'));

  const compared = await rig.svtk(
    'compare',
    'exp/calibrated/seed-3',
    'exp/calibrated/seed-4',
    '--resamples',
    '50',
    '--json',
  );
  expect(compared.err).toBe('');
  const headings = z
    .object({ compared: z.array(z.object({ heading: z.string(), resampled: z.string() })) })
    .parse(JSON.parse(compared.out));
  expect(headings.compared.map(({ heading }) => heading)).toEqual(
    backends.map(backend => `generated-voices-test-pairs, ${backend}`),
  );
  expect(headings.compared[0]?.resampled).toBe('4 speakers');
}, 300_000);
