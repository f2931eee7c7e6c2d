import {
  DataError,
  EnvironmentError,
  InterruptedError,
  LockedError,
  NumericError,
  SavedError,
  type SvtkError,
  UsageError,
} from './errors';

/** An error as plain data: structured clone between threads keeps the message, but not the class. */
export interface ThreadError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Further own fields that are strings, numbers or booleans, such as `code` of a system error. */
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

const classes: Readonly<Record<string, new (fault: string) => SvtkError>> = {
  DataError,
  EnvironmentError,
  InterruptedError,
  LockedError,
  NumericError,
  SavedError,
  UsageError,
};

/** The name of the nearest class in `classes`: a subclass of DataError travels as a DataError. */
function className(error: Error): string {
  for (let proto = Object.getPrototypeOf(error); proto !== null; proto = Object.getPrototypeOf(proto)) {
    const name: unknown = proto.constructor?.name;
    if (typeof name === 'string' && Object.hasOwn(classes, name)) return name;
  }
  return error.name;
}

/** Packs an error for the way to another thread. */
export function packError(error: unknown): ThreadError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), fields: {} };
  const fields: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(error)) {
    if (key === 'name' || key === 'exitCode') continue;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') fields[key] = value;
  }
  const packed = { name: className(error), message: error.message, fields };
  return error.stack === undefined ? packed : { ...packed, stack: error.stack };
}

/** The error again, of the SvtkError class it had, with the stack of the thread where it arose. */
export function reviveError(packed: ThreadError): Error {
  const Class = Object.hasOwn(classes, packed.name) ? classes[packed.name] : undefined;
  const error = Class === undefined ? new Error(packed.message) : new Class(packed.message);
  if (packed.stack !== undefined) error.stack = packed.stack;
  return Object.assign(error, packed.fields);
}
