import type { ShardIndex } from '../audio/shards';
import type { DevelopmentTrials, UtteranceSet } from '../backends/backend';
import { type EnrolledVectors, enrolledModels } from '../backends/enrolled-models';
import { TARGET } from '../manifest/label';
import { readUtterancesOf } from '../manifest/name-map';
import { trialRows } from '../manifest/trial-rows';
import { readTrials, type TrialTable } from '../manifest/trials';
import { readVectors } from '../manifest/vectors';
import type { Artifact } from '../pipeline/stage';
import { type ListedRecording, type ListInSets, listedRecordings } from './listed-recordings';

/** What prepare and embed left of a trial list. */
export interface TrialSetInputs extends ListInSets {
  readonly trials: Artifact;
  /** Models of several utterances that the trials name; empty where they name utterances. */
  readonly models: Artifact;
  /** Embeddings of all recordings of the list, in its order. */
  readonly vectors: Artifact;
}

/** What of it prepare made. */
export function preparedOf({ trials, models, utterances, sets }: TrialSetInputs): Artifact[] {
  return [trials, models, utterances, ...sets.map(({ shards }) => shards)];
}

/** A trial list with its embeddings, ready to be scored. */
export interface TrialSet extends DevelopmentTrials {
  readonly table: TrialTable;
  /** Of utterances and models; undefined where the corpus does not know them all. */
  readonly speakers: ReadonlyMap<string, string> | undefined;
}

/** Reads a trial list and the embeddings that it names. Throws DataError where one is missing. */
export function readTrialSet(path: (artifact: Artifact) => string, inputs: TrialSetInputs): TrialSet {
  const table = readTrials(path(inputs.trials));
  const recordings = listedRecordings(path, inputs);
  const { ids, vectors } = readVectors(path(inputs.vectors));
  const models = readUtterancesOf(path(inputs.models));
  const durations = Float64Array.from(ids, id => {
    const recording = recordings.get(id);
    if (recording === undefined) throw new Error(`${id} has an embedding and is no recording of the list`);
    return recording.seconds;
  });
  const test: UtteranceSet = { ...vectors, durations };
  const embeddings: EnrolledVectors = { ids, vectors: test };
  const enrolled = enrolledModels(embeddings, models);
  return {
    table,
    enroll: enrolled.vectors,
    test,
    pairs: trialRows(table, enrolled, embeddings),
    targets: table.labels.map(label => (label === TARGET ? 1 : 0)),
    speakers: speakersOf(recordings, models),
  };
}

/** Utterance → its speaker; utterances without one are left out. */
export function speakerNames(index: ShardIndex): Map<string, string> {
  const names = new Map<string, string>();
  for (let row = 0; row < index.count; row++) {
    const speaker = index.speaker(row);
    if (speaker >= 0) names.set(index.id(row), index.speakerName(speaker));
  }
  return names;
}

function speakersOf(
  recordings: ReadonlyMap<string, ListedRecording>,
  models: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, string> | undefined {
  const speakers = new Map<string, string>();
  for (const [id, { speaker }] of recordings) {
    if (speaker === undefined) return undefined;
    speakers.set(id, speaker);
  }
  for (const [model, [first = '']] of models) speakers.set(model, speakers.get(first) ?? '');
  return speakers;
}
