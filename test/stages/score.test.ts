import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeShards } from '../../src/audio/shard-writer';
import { backends } from '../../src/backends';
import { randomOf } from '../../src/core/random';
import { writeModels } from '../../src/manifest/model-writer';
import { writeNames } from '../../src/manifest/names';
import { writeVectors } from '../../src/manifest/vectors';
import { metrics } from '../../src/metrics';
import { type Artifact, defineStage } from '../../src/pipeline/stage';
import { score } from '../../src/stages/score';
import { readScoredList } from '../../src/stages/table';

const source = {
  kind: 'module',
  module: join(__dirname, '../audio/tone-source.cjs'),
  options: { seconds: 0.1 },
} as const;
const folder = mkdtempSync(join(tmpdir(), 'svtk-score-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two utterances of each speaker; an empty name is an unknown speaker. */
async function scored(
  name: string,
  speakers: readonly string[],
  trials: readonly string[],
  models: ReadonlyMap<string, readonly string[]> = new Map(),
) {
  const place = join(folder, name);
  mkdirSync(place);
  const utterances = speakers.flatMap((speaker, row) =>
    [0, 1].map(take => ({ id: `${row}-${take}`, audio: '', ...(speaker === '' ? {} : { speaker }) })),
  );
  const { length: total } = utterances;
  const options = { sampleRate: 16000, source, workers: 1, maxBad: 0 };
  await writeShards({ ...options, utterances, total, directory: join(place, 'shards') });
  const random = randomOf('score');
  const data = Float32Array.from({ length: total * 4 }, () => random.normal());
  writeVectors(join(place, 'vectors.npy'), {
    ids: utterances.map(({ id }) => id),
    vectors: { rows: total, columns: 4, data },
  });
  writeNames(
    join(place, 'utterances'),
    utterances.map(({ id }) => id),
  );
  writeFileSync(join(place, 'trials'), trials.join('\n'));
  writeModels(join(place, 'models'), models);
  const { made } = defineStage({
    name: 'before',
    settings: {},
    makes: {
      trials: 'trials',
      models: 'models',
      utterances: 'utterances',
      shards: 'shards',
      verdict: 'verdict',
      vectors: 'vectors.npy',
    },
    run: async () => undefined,
  });
  const plan = {
    backends: [backends.cosine.build({ centre: false })],
    metrics: [metrics.eer.build(metrics.eer.options.parse({}))],
    resamples: 20,
    seed: 1,
  };
  const stage = score(name, undefined, plan, { ...made, sets: [made] }, { settings: {}, code: [], versions: {} });
  mkdirSync(join(place, 'scores', name), { recursive: true });
  const notes: string[] = [];
  await stage.run({
    path: ({ path }: Artifact) => join(place, path),
    work: place,
    identity: '',
    report: event => {
      if (event.type === 'note') notes.push(event.text);
    },
    signal: new AbortController().signal,
    metrics: () => ({ append: () => undefined }),
  });
  const lines = readFileSync(join(place, 'scores', name, 'cosine.txt'), 'utf8')
    .trim()
    .split('\n');
  return { ...readScoredList(join(place, stage.made.results.path)), notes, lines };
}

const trials = ['0-0 0-1 target', '1-0 1-1 target', '0-0 1-0 nontarget', '0-1 1-1 nontarget'];

test('score(list) draws only speakers that have trials for its intervals', async () => {
  const { speakers, count, targets, notes, lines, results } = await scored('known', ['a', 'b', 'c', 'd'], trials);
  expect([speakers, count, targets, notes]).toEqual([2, 4, 2, []]);
  expect(lines).toHaveLength(4);
  expect(results[0]?.interval).toHaveLength(2);
});

test('score(list) draws utterances where not all speakers are known, and says so', async () => {
  const { speakers, notes } = await scored('unknown', ['a', 'b', ''], trials);
  expect(notes).toEqual(['unknown: not all speakers are known, so intervals are over utterances']);
  expect(speakers).toBe(4);
});

test('score(list) enrolls models by the mean of their embeddings; a model speaks as its utterances', async () => {
  const models = new Map([
    ['A', ['0-0', '0-1']],
    ['B', ['1-0', '1-1']],
  ]);
  const { speakers, lines } = await scored(
    'means',
    ['a', 'b'],
    ['A 0-0 target', 'A 1-0 nontarget', 'B 1-1 target'],
    models,
  );
  expect(speakers).toBe(2);
  const random = randomOf('score');
  const rows = Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => Math.fround(random.normal())));
  const mean = rows[0]!.map((value, column) => (value + rows[1]![column]!) / 2);
  const dot = (a: number[], b: number[]): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  const cosine = dot(mean, rows[2]!) / Math.sqrt(dot(mean, mean) * dot(rows[2]!, rows[2]!));
  const [, words = ''] = lines.map(line => line.split(' ')).map(line => line.find(word => /^-?[01]\.\d+/.test(word)));
  expect(Number(words)).toBeCloseTo(cosine, 5);
});

test('score(list) refuses labels that contradict the speakers', async () => {
  await expect(scored('contrary', ['a', 'b'], [...trials, '0-0 1-1 target'])).rejects.toThrow(
    'labels of trials contradict the speakers',
  );
});
