import type { Hertz, Seconds } from '../core/units';

/** The part of an utterance that shards need; a manifest's rows fit. */
export interface Recording {
  /** Unique in the list. */
  readonly id: string;
  /** Absolute path, or a path below the source's root. */
  readonly audio: string;
  /** The part of the file that is meant, where it is not all of it. */
  readonly span?: readonly [start: Seconds, end: Seconds];
  readonly speaker?: string;
}

/** 16-bit samples of one recording, mono, at the asked rate. @throws DataError where the recording cannot be had. */
export type ReadWaveform = (recording: Recording, sampleRate: Hertz) => Int16Array | Promise<Int16Array>;

/**
 * Where waveforms come from. `module` is the absolute path of a compiled module that exports
 * `openWaveforms(options: unknown): ReadWaveform`: it is loaded in the worker threads, so it must not import the engine.
 * `options` survive postMessage.
 */
export type WaveformSource =
  | {
      readonly kind: 'files';
      readonly root?: string;
      /** Shorter recordings are refused, see decodeAudio. */
      readonly minimum?: Seconds;
    }
  | { readonly kind: 'module'; readonly module: string; readonly options: unknown };
