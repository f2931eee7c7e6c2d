import type { z } from 'zod';
import type { WaveformSource } from '../audio/waveform-source';
import type { Report } from '../core/events';
import type { Component } from '../core/registry';
import type { TrialList, Utterance } from '../manifest/types';

/** What a recipe says around a corpus. */
export interface CorpusContext {
  /** The recipe's `data.root`: the folder that holds the corpora, or the corpus itself. */
  readonly root?: string;
}

/**
 * A corpus of a recipe, with its options bound. Building one touches no file; reading one may throw a DataError that says
 * what is missing, where it was looked for, the expected layout, and where to get it.
 */
export interface Corpus {
  /** The registry key; with it, ids and speakers of several corpora are kept apart (`prefixed`). */
  readonly name: string;
  /** Names that `utterances` takes; a corpus of a user's own files has just `all`. */
  readonly splits: readonly string[];
  /** Names that `trials` takes. A recipe calls a list `<corpus>-<list>`: `voxceleb1-o`. */
  readonly trialLists: readonly string[];
  /**
   * The rows of a split in an order that is the same on every machine; `audio` is absolute.
   * Rows are streamed, so that a million of them need no more memory than what the caller keeps.
   */
  utterances(split: string, report: Report): AsyncIterable<Utterance>;
  /** A list with the utterances that it names. */
  trials(list: string, report: Report): Promise<TrialList>;
  /** Files and folders on disk that decide what the corpus holds, for fingerprints; none where it makes its samples itself. */
  inputs?(): readonly string[];
  /** Paths of the recordings, where a list of the user's names them and they may lie outside of `inputs`. */
  recordings?(): AsyncIterable<string>;
  /** Files, or a module that worker threads load: a corpus without audio files makes its samples there. */
  readonly waveforms: WaveformSource;
}

/** An entry of the corpora shelf. */
export interface CorpusComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>, context: CorpusContext): Corpus;
}

/** Lets TypeScript infer what `build` gets from the schema beside it. */
export function defineCorpus<Schema extends z.ZodObject>(component: CorpusComponent<Schema>): CorpusComponent<Schema> {
  return component;
}
