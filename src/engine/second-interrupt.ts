import { join } from 'node:path';
import { EnvironmentError } from '../core/errors';
import { findEngine, interruptName } from './native-paths';

/** What native/second-interrupt.cc exports. */
interface SecondInterrupt {
  watch(echo: number, promise: string, farewell: string): void;
  unwatch(): void;
}

export interface Interrupts {
  /** Milliseconds; a SIGINT this soon after the first is the same wish, sent twice. */
  readonly echo: number;
  /** Written to standard error at the first SIGINT; both at most 511 bytes. */
  readonly promise: string;
  /** Written there at the second, which ends the process. */
  readonly farewell: string;
}

/**
 * Lets a second SIGINT end this process at once, though its main thread is busy; the first goes to JavaScript's listener, which must be
 * there already and stay until the returned function has taken the watch back. Undefined, and nothing done, where `svtk setup` has not been run.
 * @throws EnvironmentError where what it compiled cannot be loaded
 */
export function watchSecondInterrupt({ echo, promise, farewell }: Interrupts): (() => void) | undefined {
  const engine = findEngine('gpu') ?? findEngine('cpu');
  if (engine === undefined) return undefined;
  const file = join(engine.directory, interruptName);
  try {
    const native: SecondInterrupt = require(file);
    native.watch(echo, promise, farewell);
    return () => native.unwatch();
  } catch (error) {
    throw new EnvironmentError(
      {
        what: 'what hears a second Ctrl-C cannot be loaded',
        where: file,
        found: error instanceof Error ? error.message : String(error),
        remedy: 'svtk setup --force',
      },
      { cause: error },
    );
  }
}
