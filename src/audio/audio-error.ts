import { DataError, type Fault } from '../core/errors';

/** Each way in which a file is no good as speech, and what a list of bad files says of it. */
export const audioFaults = {
  missing: 'there is no such file',
  unreadable: 'the file cannot be read',
  empty: 'the file has 0 bytes',
  'not-audio': 'the content is no audio container that svtk reads',
  broken: 'the header or the stream contradicts itself',
  'no-samples': 'the file holds no samples',
  truncated: 'there are fewer samples than the header declares',
  'longer-than-declared': 'there are more samples than the header declares',
  'not-finite': 'there are NaN or infinite samples',
  'too-short': 'the recording is shorter than the minimum',
  'too-long': 'the recording is longer than the maximum',
  silent: 'every sample has the same value',
  clipped: 'a large part of the samples is at full scale',
} as const;

export type AudioFault = keyof typeof audioFaults;

/** A file that cannot serve as speech; `fault` is its class in the list of bad files. */
export class AudioError extends DataError {
  constructor(
    readonly fault: AudioFault,
    path: string,
    details: Pick<Fault, 'expected' | 'found' | 'remedy'> = {},
    options?: ErrorOptions,
  ) {
    super({ what: `${fault} audio (${audioFaults[fault]})`, where: path, ...details }, options);
  }
}
