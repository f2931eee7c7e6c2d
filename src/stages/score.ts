import { type ShardIndex, withShards } from '../audio/shards';
import type { Backend } from '../backends/backend';
import { enrolledModels } from '../backends/enrolled-models';
import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';
import type { Report } from '../core/events';
import { TARGET } from '../manifest/label';
import { readUtterancesOf } from '../manifest/name-map';
import { writeScores } from '../manifest/scores';
import { trialRows } from '../manifest/trial-rows';
import { readTrials, type TrialTable } from '../manifest/trials';
import { readVectors } from '../manifest/vectors';
import type { TrialSides } from '../metrics/bootstrap';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { type MeasurePlan, measure, type Result } from './measure';
import { scoreFile } from './score-file';
import type { StageDescription } from './train';
import { sidesById, sidesBySpeaker } from './trial-speakers';

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
  /** Models of several utterances that the trials name; empty where they name utterances. */
  readonly models: Artifact;
  readonly shards: Artifact;
  /** What the check stage says of all lists. */
  readonly verdict: Artifact;
  readonly vectors: Artifact;
  /** Embeddings and shards of the training set, where a back-end learns from them. */
  readonly training?: { readonly vectors: Artifact; readonly shards: Artifact };
}

/** Scores one trial list by every back-end and measures it; `system` keeps several networks of a run apart. */
export function score(
  list: string,
  system: string | undefined,
  plan: ScorePlan,
  { trials, models, shards, verdict, vectors, training }: ScoreInputs,
  { settings, code }: StageDescription,
): StageMaking<'results' | 'scores'> {
  const folder = system === undefined ? 'scores' : `${system}/scores`;
  return defineStage({
    name: system === undefined ? `score.${list}` : `score.${system}.${list}`,
    settings,
    // The verdict before the vectors: the check then comes before the training that these need.
    reads: [
      ...[trials, models, shards, verdict, vectors],
      ...(training === undefined ? [] : [training.vectors, training.shards]),
    ],
    code: ['stages/score', ...code],
    makes: { results: `${folder}/${list}.json`, scores: `${folder}/${list}` },
    async run(io, made) {
      const background = training && readBackground(io.path(training.vectors), io.path(training.shards));
      const table = readTrials(io.path(trials));
      const embeddings = readVectors(io.path(vectors));
      const enrollments = readUtterancesOf(io.path(models));
      const enrolled = enrolledModels(embeddings, enrollments);
      const pairs = trialRows(table, enrolled, embeddings);
      const speakers = withShards(io.path(shards), index => speakersOf(index, enrollments));
      const sides = sidesOf(list, table, speakers, io.report);
      const targets = Uint8Array.from(table.labels, label => (label === TARGET ? 1 : 0));
      const results: Result[] = [];
      const thresholds: Record<string, number> = {};
      for (const [place, backend] of plan.backends.entries()) {
        io.signal.throwIfAborted();
        const { rows, columns } = { rows: 0, columns: embeddings.vectors.columns };
        const empty = { rows, columns, data: new Float32Array() };
        const scorer = backend.fit(background?.vectors ?? empty, background?.speakers ?? []);
        const scores = scorer.scoreTrials(enrolled.vectors, embeddings.vectors, pairs);
        writeScores(scoreFile(io.path(made.scores), backend.label), table, scores);
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

function readBackground(vectorPath: string, shardPath: string) {
  const { ids, vectors } = readVectors(vectorPath);
  const speakers = withShards(shardPath, speakerNames);
  const speakerOf = (id: string): string => {
    const speaker = speakers.get(id);
    if (speaker === undefined) throw new DataError({ what: 'training utterance has no speaker', where: id });
    return speaker;
  };
  return { vectors, speakers: ids.map(speakerOf) };
}

/** Utterance → its speaker; utterances without one are left out. */
function speakerNames(index: ShardIndex): Map<string, string> {
  const names = new Map<string, string>();
  for (let row = 0; row < index.count; row++) {
    const speaker = index.speaker(row);
    if (speaker >= 0) names.set(index.id(row), index.speakerName(speaker));
  }
  return names;
}

/** The speakers of utterances and of models; undefined where the corpus does not know them all. */
function speakersOf(
  index: ShardIndex,
  models: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, string> | undefined {
  const speakers = speakerNames(index);
  if (speakers.size < index.count) return undefined;
  for (const [model, [first = '']] of models) speakers.set(model, speakers.get(first) ?? '');
  return speakers;
}

/** Who is drawn anew for intervals: the speakers, where the corpus knows them. */
function sidesOf(
  list: string,
  trials: TrialTable,
  speakers: ReadonlyMap<string, string> | undefined,
  report: Report,
): TrialSides {
  if (speakers !== undefined) return sidesBySpeaker(trials, speakers);
  report({ type: 'note', text: `${list}: not all speakers are known, so intervals are over utterances` });
  return sidesById(trials);
}
