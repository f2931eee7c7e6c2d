import { withShards } from '../audio/shards';
import type { Backend } from '../backends/backend';
import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';
import type { Report } from '../core/events';
import { writeScores } from '../manifest/scores';
import type { TrialTable } from '../manifest/trials';
import { readVectors } from '../manifest/vectors';
import type { TrialSides } from '../metrics/bootstrap';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { type MeasurePlan, measure, type Result } from './measure';
import { scoreFile } from './score-file';
import type { StageDescription } from './train';
import { preparedOf, readTrialSet, speakerNames, type TrialSetInputs } from './trial-set';
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

export interface ScoreInputs extends TrialSetInputs {
  /** What the check stage says of all lists. */
  readonly verdict: Artifact;
  /** Trials that calibrations and fusions learn from, where a back-end does. */
  readonly development?: TrialSetInputs;
  /** Embeddings and shards of the training set, where a back-end learns from them. */
  readonly training?: { readonly vectors: Artifact; readonly shards: Artifact };
}

/** Scores one trial list by every back-end and measures it; `system` keeps several networks of a run apart. */
export function score(
  list: string,
  system: string | undefined,
  plan: ScorePlan,
  inputs: ScoreInputs,
  { settings, code }: StageDescription,
): StageMaking<'results' | 'scores'> {
  const { verdict, vectors, training, development } = inputs;
  const folder = system === undefined ? 'scores' : `${system}/scores`;
  return defineStage({
    name: system === undefined ? `score.${list}` : `score.${system}.${list}`,
    settings,
    // The verdict before the vectors: the check then comes before the training that these need.
    reads: [
      ...[...preparedOf(inputs), verdict, vectors],
      ...(training === undefined ? [] : [training.vectors, training.shards]),
      ...(development === undefined ? [] : [...preparedOf(development), development.vectors]),
    ],
    code: ['stages/score', ...code],
    makes: { results: `${folder}/${list}.json`, scores: `${folder}/${list}` },
    async run(io, made) {
      const background = training && readBackground(io.path(training.vectors), io.path(training.shards));
      const known = development && readTrialSet(io.path, development);
      const { table, speakers, targets, enroll, test, pairs } = readTrialSet(io.path, inputs);
      const sides = sidesOf(list, table, speakers, io.report);
      if (speakers !== undefined) writeSpeakers(`${io.path(made.scores)}/utt2spk`, table, speakers);
      const results: Result[] = [];
      const thresholds: Record<string, number> = {};
      for (const [place, backend] of plan.backends.entries()) {
        io.signal.throwIfAborted();
        const empty = { rows: 0, columns: test.columns, data: new Float32Array() };
        const scorer = backend.fit(background?.vectors ?? empty, background?.speakers ?? [], known);
        const scores = scorer.scoreTrials(enroll, test, pairs);
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

/** Who speaks in each utterance or model that the trials name, as Kaldi writes it: `svtk compare` and `svtk eval` read it. */
function writeSpeakers(path: string, { names }: TrialTable, speakers: ReadonlyMap<string, string>): void {
  const lines = Array.from({ length: names.count }, (_, name) => {
    const id = names.name(name);
    return `${id} ${speakers.get(id)}\n`;
  });
  writeAtomically(path, lines.join(''));
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
