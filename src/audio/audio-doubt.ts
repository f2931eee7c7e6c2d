import type { Hertz, Seconds } from '../core/units';

/** Each way in which a recording that is used all the same may be worth a look, and what a list says of it. */
export const audioDoubts = {
  clipping: 'of the samples are at full scale',
  silence: 'of the 10 ms frames stay below -60 dBFS',
  short: 's is little for an embedding',
  length: 's between the declared and the decoded length',
} as const;

export type AudioDoubtClass = keyof typeof audioDoubts;

/** A recording that is used, and why it may not deserve it; `figure` is a share for clipping and silence, seconds otherwise. */
export interface AudioDoubt {
  readonly class: AudioDoubtClass;
  readonly figure: number;
}

/** What a pass over the samples found. */
export interface Levels {
  readonly duration: Seconds;
  /** Share of samples at full scale. */
  readonly clipped: number;
  /** Share of whole 10 ms frames that stay below -60 dBFS, around whatever offset the recorder added. */
  readonly silent: number;
}

/** Chosen to list the outliers of broadcast speech, which has some clipped samples and some pauses in nearly every file. */
const listed = { clipping: 0.01, silence: 0.5 } as const;
/** -60 dBFS in 16-bit steps. */
export const quiet = 32;
/** Ten times the shortest that is used at all: 1 s for speech, 10 ms for a room's response. */
const shortFactor = 10;
/** Headers state hundredths of a second, and a resampler moves the end by a few samples. */
const lengthSlack: Seconds = 0.05;

/** Frames of 10 ms, for the share of silence. */
export const frameOf = (sampleRate: Hertz): number => Math.max(1, Math.round(sampleRate / 100));

/** `minimum` is the shortest recording that is used; `mismatch` what {@link Levels} cannot tell: decoded less declared seconds. */
export function doubtsOf({ duration, clipped, silent }: Levels, minimum: Seconds, mismatch: Seconds): AudioDoubt[] {
  const doubts: AudioDoubt[] = [];
  if (clipped >= listed.clipping) doubts.push({ class: 'clipping', figure: clipped });
  if (silent >= listed.silence) doubts.push({ class: 'silence', figure: silent });
  if (duration < shortFactor * minimum) doubts.push({ class: 'short', figure: duration });
  if (Math.abs(mismatch) > lengthSlack) doubts.push({ class: 'length', figure: mismatch });
  return doubts;
}

/** A doubt as words: `3.1 % of the samples are at full scale`. */
export function describeDoubt({ class: kind, figure }: AudioDoubt): string {
  const share = kind === 'clipping' || kind === 'silence';
  const text = share ? `${(100 * figure).toFixed(1)} %` : `${figure < 0 ? '−' : ''}${Math.abs(figure).toFixed(2)}`;
  return `${text} ${audioDoubts[kind]}`;
}
