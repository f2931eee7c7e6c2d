import type { Hertz } from '../core/units';

/** The part of an utterance that shards need; a manifest's rows fit. */
export interface Recording {
  /** Unique in the list. */
  readonly id: string;
  /** Absolute path, or a path below the source's root. */
  readonly audio: string;
  readonly speaker?: string;
  readonly sampleRate?: Hertz;
}

/**
 * Where waveforms come from. `module` is the absolute path of a compiled module that exports
 * `open(options): (recording) => Int16Array | Promise<Int16Array>`, samples at the recording's own rate: it is loaded in
 * the worker threads, so it must not import the engine. `options` survive postMessage.
 */
export type WaveformSource =
  | { readonly kind: 'files'; readonly root?: string }
  | { readonly kind: 'module'; readonly module: string; readonly options: unknown };
