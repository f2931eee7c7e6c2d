import { openShards, type ShardIndex } from '../audio/shards';
import type { Backend } from '../backends/backend';
import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';
import { TARGET } from '../manifest/label';
import { writeScores } from '../manifest/scores';
import { readTrials, type TrialTable } from '../manifest/trials';
import { type NamedVectors, readVectors } from '../manifest/vectors';
import type { TrialSides } from '../metrics/bootstrap';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { type MeasurePlan, measure, type Result } from './measure';
import type { StageDescription } from './train';

/** What is known of a trial list once it is scored: results/<list>.json. */
export interface ScoredList {
  readonly trials: string;
  readonly count: number;
  readonly targets: number;
  readonly speakers: number;
  readonly results: readonly Result[];
  /** Score at which misses and false alarms are equal, by back-end. */
  readonly thresholds: Readonly<Record<string, number>>;
}

export interface ScorePlan extends MeasurePlan {
  readonly backends: readonly Backend[];
}

export interface ScoreInputs {
  readonly trials: Artifact;
  readonly shards: Artifact;
  readonly vectors: Artifact;
  /** Embeddings and shards of the training set, where a back-end learns from them. */
  readonly training?: { readonly vectors: Artifact; readonly shards: Artifact };
}

/** Scores one trial list by every back-end and measures it; `system` keeps several networks of a run apart. */
export function score(
  list: string,
  system: string | undefined,
  plan: ScorePlan,
  { trials, shards, vectors, training }: ScoreInputs,
  { settings, code }: StageDescription,
): StageMaking<'results' | 'scores'> {
  const folder = system === undefined ? 'scores' : `${system}/scores`;
  return defineStage({
    name: system === undefined ? `score.${list}` : `score.${system}.${list}`,
    settings,
    reads: [trials, shards, vectors, ...(training === undefined ? [] : [training.vectors, training.shards])],
    code: ['stages/score', ...code],
    makes: { results: `${folder}/${list}.json`, scores: `${folder}/${list}` },
    async run(io, made) {
      const background = training && readBackground(io.path(training.vectors), io.path(training.shards));
      const table = readTrials(io.path(trials));
      const embeddings = readVectors(io.path(vectors));
      const pairs = pairsOf(table, embeddings);
      const sides = withShards(io.path(shards), index => sidesOf(table, index));
      const targets = Uint8Array.from(table.labels, label => (label === TARGET ? 1 : 0));
      const results: Result[] = [];
      const thresholds: Record<string, number> = {};
      for (const [place, backend] of plan.backends.entries()) {
        io.signal.throwIfAborted();
        const { rows, columns } = { rows: 0, columns: embeddings.vectors.columns };
        const empty = { rows, columns, data: new Float32Array() };
        const scorer = backend.fit(background?.vectors ?? empty, background?.speakers ?? []);
        const scores = scorer.scoreTrials(embeddings.vectors, embeddings.vectors, pairs);
        writeScores(`${io.path(made.scores)}/${fileName(backend.label)}.txt`, table, scores);
        const measured = measure({ trials: list, backend: backend.label }, { scores, targets }, sides, plan);
        results.push(...measured.results);
        thresholds[backend.label] = measured.threshold;
        const done = place + 1;
        io.report({ type: 'progress', stage: 'score', done, total: plan.backends.length, unit: 'back-ends' });
      }
      const summary: ScoredList = {
        trials: list,
        count: targets.length,
        targets: targets.reduce((sum, target) => sum + target, 0),
        speakers: sides.speakers,
        results,
        thresholds,
      };
      writeAtomically(io.path(made.results), `${JSON.stringify(summary, null, 1)}\n`);
    },
  });
}

function fileName(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function withShards<T>(directory: string, use: (index: ShardIndex) => T): T {
  const index = openShards(directory);
  try {
    return use(index);
  } finally {
    index.close();
  }
}

function readBackground(vectorPath: string, shardPath: string) {
  const { ids, vectors } = readVectors(vectorPath);
  return { vectors, speakers: withShards(shardPath, index => ids.map(id => index.speakerName(speakerOf(index, id)))) };
}

function speakerOf(index: ShardIndex, id: string): number {
  const row = index.find(id);
  if (row !== undefined) return index.speaker(row);
  throw new DataError({ what: 'utterance is not among the prepared recordings', where: id });
}

/** Enroll row, test row, enroll row, … of the embeddings; the trials' own names were embedded, or this throws. */
function pairsOf({ names, enroll, test }: TrialTable, { ids }: NamedVectors): Int32Array {
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const rows = Int32Array.from({ length: names.count }, (_, name) => rowOf.get(names.name(name)) ?? -1);
  const missing = [...rows.keys()].filter(name => rows[name] === -1);
  if (missing.length > 0) {
    throw new DataError({
      what: `${missing.length} utterances of the trial list have no embedding`,
      where: missing
        .slice(0, 20)
        .map(name => names.name(name))
        .join(' '),
      remedy: 'svtk embed RECIPE --force makes them again',
    });
  }
  const pairs = new Int32Array(2 * enroll.length);
  for (let trial = 0; trial < enroll.length; trial++) {
    pairs[2 * trial] = rows[enroll[trial]!]!;
    pairs[2 * trial + 1] = rows[test[trial]!]!;
  }
  return pairs;
}

/** Who speaks on each side of each trial, for intervals over speakers. */
function sidesOf({ names, enroll, test }: TrialTable, index: ShardIndex): TrialSides {
  const speakers = Int32Array.from({ length: names.count }, (_, name) => speakerOf(index, names.name(name)));
  return {
    enroll: enroll.map(name => speakers[name]!),
    test: test.map(name => speakers[name]!),
    speakers: index.speakers,
  };
}
