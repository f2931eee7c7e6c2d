/** What went wrong, said once: each field becomes a part of one message. */
export interface Fault {
  /** What is wrong, as a short sentence without a full stop: `cannot read audio`. */
  readonly what: string;
  /** file:line:column, an utterance id, a path. */
  readonly where?: string;
  readonly expected?: string;
  readonly found?: string;
  /** What the user can do, as a sentence or a command. */
  readonly remedy?: string;
}

/** The parts of a fault as one text: `where  what: expected …, found …` and the remedy on a line of its own. */
export function describeFault(fault: Fault): string {
  const details = [
    ...(fault.expected === undefined ? [] : [`expected ${fault.expected}`]),
    ...(fault.found === undefined ? [] : [`found ${fault.found}`]),
  ].join(', ');
  const line = `${fault.where === undefined ? '' : `${fault.where}  `}${fault.what}${details === '' ? '' : `: ${details}`}`;
  return fault.remedy === undefined ? line : `${line}\n  ${fault.remedy}`;
}

/** Text without control characters but line ends: ids and names of files may hold them, and a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/(?!\n)\p{Cc}/gu, control => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Base of every error that svtk throws on purpose; `cli/` prints the message and exits with the code. */
export abstract class SvtkError extends Error {
  abstract readonly exitCode: number;
  constructor(fault: Fault | string, options?: ErrorOptions) {
    super(printable(typeof fault === 'string' ? fault : describeFault(fault)), options);
    this.name = new.target.name;
  }
}

/** Wrong command line, or a recipe that does not pass its check. */
export class UsageError extends SvtkError {
  readonly exitCode = 2;
}

/** Data that is missing, broken or contradicts itself: audio, lists, embeddings, archives. */
export class DataError extends SvtkError {
  readonly exitCode = 3;
}

/** The machine lacks something: engine, compiler, ffmpeg, disk, network. */
export class EnvironmentError extends SvtkError {
  readonly exitCode = 3;
}

/** Another process works in this run directory. */
export class LockedError extends SvtkError {
  readonly exitCode = 4;
}

/** NaN or Infinity where a number was needed, or a computation that cannot go on; a list of one class is a {@link DataError}. */
export class NumericError extends SvtkError {
  readonly exitCode = 5;
}

/** A signal asked to stop; everything is saved and the same command goes on. */
export class SavedError extends SvtkError {
  readonly exitCode = 75;
}

/** Ctrl-C: saved where possible, as in {@link SavedError}, but the user asked. */
export class InterruptedError extends SvtkError {
  readonly exitCode = 130;
}
