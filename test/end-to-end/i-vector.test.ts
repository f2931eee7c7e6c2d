import { existsSync } from 'node:fs';
import { openRig, type Rig } from './rig';

const recipe = `
task: verification
seed: 3
data:
  train:
    - corpus: &voices { type: generated-voices, train_speakers: 24, test_speakers: 6, sessions: 2, utterances: 4, shortest: 1.5, longest: 2.5 }
      split: train
  trials:
    - { corpus: *voices, list: test-pairs }
features: { type: mfcc, coefficients: 12, cmn: none }
model:
  type: i-vector
  components: 32
  dimension: 20
  delta_order: 1
  ubm: { first_iterations: 6, diagonal_iterations: 1, full_iterations: 2, stride: 2 }
  candidates: 6
  iterations: 3
  threads: 1
backends: [cosine, { type: plda, lda: 12 }]
metrics: [eer]
intervals: 0
`;

const rigs: Rig[] = [];
function rig(): Rig {
  const opened = openRig();
  rigs.push(opened);
  opened.write('i.yaml', recipe);
  return opened;
}
afterAll(() => {
  for (const opened of rigs) opened.remove();
});

const run = 'exp/i/default';
const models = [`${run}/ubm.safetensors`, `${run}/total-variability.safetensors`, `${run}/embeddings/train.npy`];

/** What an undisturbed run ends with. */
let whole: Rig;
beforeAll(async () => {
  whole = rig();
  const done = await whole.svtk('run', 'i.yaml', '--device', 'cpu');
  if (done.code !== 0) throw new Error(done.err);
}, 180_000);

function errorRates(from: Rig): number[] {
  const { results }: { results: { value: number }[] } = JSON.parse(
    from.read(`${run}/scores/generated-voices-test-pairs.json`),
  );
  return results.map(({ value }) => value);
}

test('svtk run of i-vectors tells generated voices apart by both back-ends', () => {
  const [cosine, plda] = errorRates(whole);
  expect(cosine).toBeLessThan(35);
  expect(plda).toBeLessThan(25);
});

test('svtk run of i-vectors with 4 threads ends with the same bits as with 1', async () => {
  const other = rig();
  const done = await other.svtk('run', 'i.yaml', 'model.threads=4', '--device', 'cpu');
  expect(done.code).toBe(0);
  for (const name of models) expect(other.sha256(name)).toBe(whole.sha256(name));
}, 180_000);

test('svtk run killed by SIGKILL in the background model, then in total variability, ends with the same bits', async () => {
  const killed = rig();
  for (const [file, note] of [
    [`${run}/work/train.ubm/mixture.safetensors`, undefined],
    [`${run}/work/train.total-variability/model.safetensors`, /ubm: goes on after iteration \d+ of 9/],
  ] as const) {
    const { child, ended } = killed.start('run', 'i.yaml', '--device', 'cpu');
    while (!existsSync(killed.path(file)) && child.exitCode === null) await new Promise(wait => setTimeout(wait, 5));
    child.kill('SIGKILL');
    const { signal, err } = await ended;
    expect(signal).toBe('SIGKILL');
    if (note !== undefined) expect(err).toMatch(note);
  }
  expect(existsSync(killed.path(models[1] ?? ''))).toBe(false);
  const resumed = await killed.svtk('run', 'i.yaml', '--device', 'cpu');
  expect(resumed.err).toMatch(/total-variability: goes on after iteration \d/);
  expect(resumed.code).toBe(0);
  for (const name of models) expect(killed.sha256(name)).toBe(whole.sha256(name));
}, 180_000);
