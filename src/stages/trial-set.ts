import { type ShardIndex, withShards } from '../audio/shards';
import type { DevelopmentTrials, UtteranceSet } from '../backends/backend';
import { type EnrolledVectors, enrolledModels } from '../backends/enrolled-models';
import { TARGET } from '../manifest/label';
import { readUtterancesOf } from '../manifest/name-map';
import { trialRows } from '../manifest/trial-rows';
import { readTrials, type TrialTable } from '../manifest/trials';
import { readVectors } from '../manifest/vectors';
import type { Artifact } from '../pipeline/stage';

/** What prepare and embed left of a trial list. */
export interface TrialSetInputs {
  readonly trials: Artifact;
  /** Models of several utterances that the trials name; empty where they name utterances. */
  readonly models: Artifact;
  readonly shards: Artifact;
  readonly vectors: Artifact;
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
  const { ids, vectors } = readVectors(path(inputs.vectors));
  const models = readUtterancesOf(path(inputs.models));
  return withShards(path(inputs.shards), index => {
    const test: UtteranceSet = { ...vectors, durations: durationsOf(ids, index) };
    const embeddings: EnrolledVectors = { ids, vectors: test };
    const enrolled = enrolledModels(embeddings, models);
    return {
      table,
      enroll: enrolled.vectors,
      test,
      pairs: trialRows(table, enrolled, embeddings),
      targets: table.labels.map(label => (label === TARGET ? 1 : 0)),
      speakers: speakersOf(index, models),
    };
  });
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
  index: ShardIndex,
  models: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, string> | undefined {
  const speakers = speakerNames(index);
  if (speakers.size < index.count) return undefined;
  for (const [model, [first = '']] of models) speakers.set(model, speakers.get(first) ?? '');
  return speakers;
}

/** Seconds of each utterance. */
function durationsOf(ids: readonly string[], index: ShardIndex): Float64Array {
  return Float64Array.from(ids, id => {
    const row = index.find(id);
    if (row === undefined) throw new Error(`${id} has an embedding and no recording in ${index.directory}`);
    return index.samples(row) / index.sampleRate;
  });
}
