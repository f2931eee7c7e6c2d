import { InterruptedError, SavedError } from '../core/errors';
import type { Interrupts } from '../engine/second-interrupt';

// A terminal sends Ctrl-C to npm and to us, and npm passes it on; two within this time are one wish.
const echo = 500; // ms

const terminating = ['SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGHUP'] as const;

/** Of the work under way; a process does one at a time. */
let stop: ((cause: string) => void) | undefined;

/** Stops the work under way as SIGTERM does, for what is no signal: nobody reads the output any more. False where there is none. */
export function stopWork(cause: string): boolean {
  stop?.(cause);
  return stop !== undefined;
}

export interface StopOptions {
  /**
   * Whether the work may have turns of seconds, in TensorFlow or in JavaScript, as it may by default. Node hears no signal in them, so that
   * native code hears the second Ctrl-C; where `svtk setup` has not made it yet, that Ctrl-C ends the process only when the turn is over.
   */
  readonly busy?: boolean;
}

/**
 * Calls `work` with a signal that is aborted by Ctrl-C (reason InterruptedError, exit code 130) or by a scheduler's
 * SIGTERM, SIGUSR1, SIGUSR2 or SIGHUP (reason SavedError, exit code 75), so that it can save and stop.
 * A second Ctrl-C ends the process at once; schedulers send theirs more than once, so repeating those changes nothing.
 */
export async function withStopSignals<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { busy = true }: StopOptions = {},
): Promise<T> {
  const controller = new AbortController();
  const watch = busy ? (await import('../engine/second-interrupt')).watchSecondInterrupt : undefined;
  const interrupts = hearInterrupts(watch, () =>
    controller.abort(new InterruptedError({ what: 'interrupted', remedy: 'run the same command again to go on' })),
  );
  const terminate = (name: string): void => {
    if (controller.signal.aborted) return;
    controller.abort(
      new SavedError({
        what: `stopped by ${name}`,
        remedy: 'run the same command again to go on: exit code 75 says so',
      }),
    );
  };
  stop = terminate;
  for (const name of terminating) process.on(name, terminate);
  try {
    return await work(controller.signal);
  } finally {
    stop = undefined;
    interrupts.ignore();
    for (const name of terminating) process.removeListener(name, terminate);
  }
}

type Watch = (interrupts: Interrupts) => (() => void) | undefined;

/** Calls `interrupt` at the first Ctrl-C and ends the process at the second. */
function hearInterrupts(watch: Watch | undefined, interrupt: () => void): { ignore(): void } {
  let first: number | undefined;
  let unwatch: ReturnType<Watch>;
  const hear = (): void => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      interrupt();
      if (unwatch === undefined) {
        process.stderr.write(promise);
        // Without a listener the kernel itself ends the process, even in the midst of a turn that begins after this one.
        setTimeout(ignore, echo).unref();
      }
    } else if (unwatch === undefined && now - first >= echo) {
      process.stderr.write(farewell());
      ignore();
      process.kill(process.pid, 'SIGINT');
    }
  };
  const ignore = (): void => {
    unwatch?.();
    process.removeListener('SIGINT', hear);
  };
  process.on('SIGINT', hear);
  unwatch = watch?.({ echo, promise, farewell: farewell() });
  return { ignore };
}

const promise = '\nsvtk: stops as soon as it has saved; Ctrl-C again stops it at once\n';

/** A terminal has its cursor and its line breaks back, which progress bars put away. */
function farewell(): string {
  const restored = process.stderr.isTTY ? '\x1b[?25h\x1b[?7h' : '';
  return `${restored}\nsvtk: stopped at once; what was saved is kept, and the same command goes on from it\n`;
}
