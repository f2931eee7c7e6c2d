import type { Hertz, Seconds } from '../core/units';

/** One recording as a corpus lists it; one JSON object a line in manifests. */
export interface Utterance {
  /** Unique in the manifest, the same on every machine. */
  readonly id: string;
  /** Absolute path, or a path below the corpus root. */
  readonly audio: string;
  /** The part of the recording that is meant, where it is not all of it (Kaldi segments, SITW). */
  readonly span?: readonly [start: Seconds, end: Seconds];
  readonly speaker?: string;
  /** Recordings of one speaker made on one occasion (a video, a chapter); crops and trials respect it. */
  readonly session?: string;
  readonly sampleRate?: Hertz;
  readonly duration?: Seconds;
}

/** One comparison: does `test` come from the speaker of `enroll`? */
export interface Trial {
  readonly enroll: string;
  readonly test: string;
  readonly target: boolean;
}

/** Trials and the utterances they name. */
export interface TrialList {
  readonly name: string;
  readonly trials: readonly Trial[];
  /** Those of all sides; of an enrolled model, the utterances that it is made of. */
  readonly utterances: readonly Utterance[];
  /**
   * Model → ids of the utterances that enroll it, where `enroll` names models of several utterances: then every `enroll`
   * is one. Absent = every side of a trial is an utterance.
   */
  readonly models?: ReadonlyMap<string, readonly string[]>;
}
