import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeShards } from '../../src/audio/shard-writer';
import { randomOf } from '../../src/core/random';
import { nameTable } from '../../src/manifest/name-table';
import { writeNames } from '../../src/manifest/names';
import { writeScores } from '../../src/manifest/scores';
import { writeVectors } from '../../src/manifest/vectors';
import { equalErrorRate } from '../../src/metrics/eer';
import { evidenceOf } from '../../src/metrics/evidence';
import { minimumDetectionCost } from '../../src/metrics/min-dcf';
import { type Artifact, defineStage, type StageIO } from '../../src/pipeline/stage';
import { resultsTable } from '../../src/report/results-table';
import { report } from '../../src/stages/report';
import { readScoredList, writeTable } from '../../src/stages/table';

/** A name that a page must not take for markup; corpora name speakers as they like. */
export const evil = '<script>alert(1)</script>';

const source = {
  kind: 'module',
  module: join(__dirname, '../audio/tone-source.cjs'),
  options: { seconds: 0.1 },
} as const;

export interface ReportedRun {
  readonly place: string;
  run(): Promise<void>;
  readonly values: { readonly eer: number; readonly minDcf: number; readonly threshold: number };
}

/** A run of four speakers and all their pairs, with everything that the report reads; `logged` are its rows of metrics.jsonl. */
export async function reportedRun(place: string, logged: readonly object[]): Promise<ReportedRun> {
  mkdirSync(join(place, 'scores'), { recursive: true });
  const speakers = [evil, 'b&b', 'anna', 'otto'];
  const utterances = speakers.flatMap(speaker =>
    [1, 2, 3, 4].map(take => ({ id: `${speaker}-${take}`, audio: '', speaker })),
  );
  const total = utterances.length + 1;
  const bad = { id: 'bad-one', audio: `audio/${evil}.wav`, speaker: 'anna' };
  const shards = { sampleRate: 16000, source, workers: 1, maxBad: 0.5, directory: join(place, 'shards') };
  await writeShards({ ...shards, utterances: [...utterances, bad], total });
  const random = randomOf('reported run');
  const data = Float32Array.from({ length: utterances.length * 4 }, () => random.normal());
  const ids = utterances.map(({ id }) => id);
  writeVectors(join(place, 'vectors.npy'), { ids, vectors: { rows: ids.length, columns: 4, data } });

  const names = nameTable();
  for (const id of ids) names.internText(id);
  const pairs = ids.flatMap((_, a) => ids.slice(a + 1).map((_, b) => [a, a + 1 + b] as const));
  const labels = Uint8Array.from(pairs, ([a, b]) => (utterances[a]?.speaker === utterances[b]?.speaker ? 1 : 0));
  const scores = Float64Array.from(labels, label => 1.5 * label + random.normal());
  const table = {
    names,
    labels,
    enroll: Int32Array.from(pairs, ([a]) => a),
    test: Int32Array.from(pairs, ([, b]) => b),
  };
  writeScores(join(place, 'scores/cosine.txt'), table, scores);
  const evidence = evidenceOf({ scores, targets: labels });
  const { rate, threshold } = equalErrorRate(evidence);
  const dcf = minimumDetectionCost(evidence, { target: 0.01, miss_cost: 1, false_alarm_cost: 1 });
  const least = Number.isFinite(dcf.threshold) ? dcf.threshold : null;
  const of = { trials: 'pairs', backend: 'cosine' };
  const results = [
    { ...of, metric: 'EER', unit: '%', value: 100 * rate, threshold, interval: [1, 99] },
    { ...of, metric: 'minDCF(0.01)', unit: '', value: dcf.cost, threshold: least },
  ];
  const list = { trials: 'pairs', count: pairs.length, targets: evidence.targetTotal, speakers: 4, results };
  writeFileSync(join(place, 'results.json'), JSON.stringify({ ...list, thresholds: { cosine: threshold } }));
  writeFileSync(join(place, 'models.txt'), '');
  writeNames(join(place, 'utterances.txt'), ids);
  const scored = readScoredList(join(place, 'results.json'));
  writeTable(join(place, 'table'), resultsTable('Small & fixed', [{ name: evil, lists: [scored] }], []));
  writeFileSync(
    join(place, 'metrics.jsonl'),
    logged.map(row => `${JSON.stringify({ stage: 'before', ...row })}\n`).join(''),
  );
  const environment = {
    svtk: '9.9.9',
    commit: 'c0ffee',
    tensorflow: '2.21.0',
    command: 'svtk run <small>.yaml',
    started: '2026-01-02T03:04:05Z',
  };
  writeFileSync(join(place, 'env.json'), JSON.stringify(environment));
  const events = [
    { time: '2026-01-02T03:04:05Z', type: 'run-started', ...environment },
    { time: '2026-01-02T03:04:05Z', type: 'stage-started', stage: 'train' },
    { time: '2026-01-02T03:04:06Z', type: 'warning', text: `beware of ${evil}` },
    { time: '2026-01-02T03:04:06Z', type: 'note', text: 'TensorFlow 2.21.0 on cpu, 2 threads' },
  ];
  writeFileSync(join(place, 'log.jsonl'), events.map(event => `${JSON.stringify(event)}\n`).join(''));
  writeFileSync(join(place, 'recipe.resolved.yaml'), `title: ${evil}\n`);

  const { made } = defineStage({
    name: 'before',
    settings: {},
    makes: {
      table: 'table.json',
      network: 'n',
      shards: 'shards',
      models: 'models.txt',
      utterances: 'utterances.txt',
      results: 'results.json',
      scores: 'scores',
      vectors: 'vectors.npy',
    },
    run: async () => undefined,
  });
  const { shards: set, models, utterances: listed, table: tableFile, network, ...system } = made;
  const stage = report(
    { title: 'Small & fixed', recipe: {}, seed: 1 },
    {
      ...{ table: tableFile, network },
      sets: [{ name: 'train', beside: [], shards: set }],
      lists: [
        {
          name: 'pairs',
          utterances: listed,
          sets: [{ shards: set }],
          models,
          systems: [{ name: evil, ...system }],
        },
      ],
    },
  );
  const io: StageIO = {
    path: ({ path }: Artifact) => join(place, path),
    work: place,
    identity: '',
    report: () => undefined,
    signal: new AbortController().signal,
    metrics: () => ({ append: () => undefined }),
  };
  return { place, run: () => stage.run(io), values: { eer: 100 * rate, minDcf: dcf.cost, threshold } };
}

/** Rows as training logs them; with a margin the losses log pairs too. */
export function loggedSteps(count: number, withPairs: boolean): object[] {
  const pairs = {
    satisfied: 0.5,
    target_cosine: 0.6,
    hard_cosine: 0.4,
    satisfied_cosine: 0.1,
    hard_pull: 20,
    satisfied_pull: 3,
  };
  return Array.from({ length: count }, (_, row) => ({
    step: row + 1,
    epoch: (row + 1) / 10,
    ...{ learning_rate: 0.1, margin: 0.2, wait: 0.01, seconds: 0.2, loss: 10 / (row + 1), accuracy: row / count },
    ...(withPairs ? pairs : {}),
  }));
}
