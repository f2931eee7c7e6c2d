import { InterruptedError, SavedError } from '../core/errors';

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

/**
 * Calls `work` with a signal that is aborted by Ctrl-C (reason InterruptedError, exit code 130) or by a scheduler's
 * SIGTERM, SIGUSR1, SIGUSR2 or SIGHUP (reason SavedError, exit code 75), so that it can save and stop.
 * A second Ctrl-C ends the process at once; schedulers send theirs more than once, so repeating those changes nothing.
 */
export async function withStopSignals<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let interruptedAt: number | undefined;
  const interrupt = (): void => {
    const now = performance.now();
    if (interruptedAt !== undefined) {
      if (now - interruptedAt >= echo) endAtOnce();
      return;
    }
    interruptedAt = now;
    controller.abort(new InterruptedError({ what: 'interrupted', remedy: 'run the same command again to go on' }));
    // Without a listener the kernel itself ends the process, even while the main thread is busy inside TensorFlow.
    setTimeout(() => process.removeListener('SIGINT', interrupt), echo).unref();
  };
  const endAtOnce = (): void => {
    process.removeListener('SIGINT', interrupt);
    process.kill(process.pid, 'SIGINT');
  };
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
  process.on('SIGINT', interrupt);
  for (const name of terminating) process.on(name, terminate);
  try {
    return await work(controller.signal);
  } finally {
    stop = undefined;
    process.removeListener('SIGINT', interrupt);
    for (const name of terminating) process.removeListener(name, terminate);
  }
}
