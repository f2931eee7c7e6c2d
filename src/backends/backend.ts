import type { z } from 'zod';
import type { Dense } from '../algebra/dense';
import type { Component } from '../core/registry';
import type { VectorSet } from '../core/vectors';

/** Embeddings of utterances. */
export interface UtteranceSet extends VectorSet {
  /** Seconds of each row's recording, of a model all of its recordings together; absent where they are not known. */
  readonly durations?: Float64Array;
}

/** Embeddings to enroll: one row a model. */
export interface EnrolledSet extends UtteranceSet {
  /** Utterances that each row is the mean of; absent where every row is one utterance. */
  readonly counts?: Int32Array;
}

/** What is compared with what. */
export interface PairedSets {
  readonly enroll: EnrolledSet;
  readonly test: UtteranceSet;
  /** Enroll row, test row, enroll row, … */
  readonly pairs: Int32Array;
}

/** Trials whose answers are known, of which calibrations and fusions learn: never those that are measured. */
export interface DevelopmentTrials extends PairedSets {
  /** 1 where both sides are one speaker, else 0. */
  readonly targets: Uint8Array;
}

/** Compares embeddings; a higher score means that one speaker is more likely. */
export interface Scorer {
  /** Scores of the trials in `pairs`: enroll row, test row, enroll row, … → one score a trial. */
  scoreTrials(enroll: EnrolledSet, test: UtteranceSet, pairs: Int32Array): Float64Array;
  /** Scores of every enroll row with every test row, row-major [enroll rows, test rows]. */
  scoreAll(enroll: EnrolledSet, test: UtteranceSet): Float64Array;
  /** Where scores are inner products, the rows of either side whose products they are; undefined where those sets' are not. */
  factors?(enroll: EnrolledSet, test: UtteranceSet): Factors | undefined;
  /** For each row, the mean of what it scores against its own nearest cohort; absent where scores are not normalised. */
  cohortMeans?(enroll: EnrolledSet, test: UtteranceSet): SideMeans;
}

/** score(i, j) = left row i · right row j. */
export interface Factors {
  readonly left: Dense;
  readonly right: Dense;
}

export interface SideMeans {
  readonly enroll: Float64Array;
  readonly test: Float64Array;
}

export interface Backend {
  /** Heading in tables: `cosine`, `LDA 200 + PLDA`. */
  readonly label: string;
  /** Whether `fit` needs training vectors; where not, it takes an empty set. */
  readonly needsTraining: boolean;
  /** Whether `fit` needs development trials. */
  readonly needsDevelopment: boolean;
  /** Learns from training embeddings, one speaker name a row. Throws DataError where they are too few. */
  fit(vectors: VectorSet, speakers: readonly string[], development?: DevelopmentTrials): Scorer;
}

export interface BackendComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>): Backend;
}
