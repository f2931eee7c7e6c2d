import type { z } from 'zod';
import type { Report } from '../core/events';
import type { Component } from '../core/registry';
import type { TrialList, Utterance } from '../manifest/types';

/** What a recipe says around a corpus. */
export interface CorpusContext {
  /** The recipe's `data.root`: the folder that holds the corpora, or the corpus itself. */
  readonly root?: string;
}

/**
 * Where a corpus without audio files gets its samples: a module that a worker thread loads by its path (`require(module)`).
 * It exports `open(options): (utterance: Utterance) => Int16Array`; see {@link SampleModule}. The value survives postMessage.
 */
export interface SampleSource {
  /** Absolute path of the compiled module. */
  readonly module: string;
  readonly options: unknown;
}

/** What the module of a {@link SampleSource} exports. */
export interface SampleModule {
  open(options: unknown): (utterance: Utterance) => Int16Array;
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
  /** Present where the corpus has no audio files: samples at `Utterance.sampleRate` come from here instead of decodeAudio. */
  readonly samples?: SampleSource;
}

/** An entry of the corpora shelf. */
export interface CorpusComponent<Schema extends z.ZodObject = z.ZodObject> extends Component<Schema> {
  build(options: z.output<Schema>, context: CorpusContext): Corpus;
}

/** Lets TypeScript infer what `build` gets from the schema beside it. */
export function defineCorpus<Schema extends z.ZodObject>(component: CorpusComponent<Schema>): CorpusComponent<Schema> {
  return component;
}
