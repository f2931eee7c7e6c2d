import type { z } from 'zod';
import type { Component } from '../core/registry';
import type { VectorSet } from '../core/vectors';

/** Embeddings to enroll: one row a model. */
export interface EnrolledSet extends VectorSet {
  /** Utterances that each row is the mean of; absent where every row is one utterance. */
  readonly counts?: Int32Array;
}

/** Compares embeddings; a higher score means that one speaker is more likely. */
export interface Scorer {
  /** Scores of the trials in `pairs`: enroll row, test row, enroll row, … → one score a trial. */
  scoreTrials(enroll: EnrolledSet, test: VectorSet, pairs: Int32Array): Float64Array;
  /** Scores of every enroll row with every test row, row-major [enroll rows, test rows]. */
  scoreAll(enroll: EnrolledSet, test: VectorSet): Float64Array;
}

export interface Backend {
  /** Heading in tables: `cosine`, `LDA 200 + PLDA`. */
  readonly label: string;
  /** Whether `fit` needs training vectors; where not, it takes an empty set. */
  readonly needsTraining: boolean;
  /** Learns from training embeddings, one speaker name a row. Throws DataError where they are too few. */
  fit(vectors: VectorSet, speakers: readonly string[]): Scorer;
}

export interface BackendComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>): Backend;
}
