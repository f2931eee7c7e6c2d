import { SavedError } from '../core/errors';
import type { RunEvent } from '../core/events';
import type { StageIO } from '../pipeline/stage';

/** Where the training of total variability is: it passes over all utterances once to align them, then once in each iteration. */
export interface Passes {
  /** Passes behind it; the pass that it is in, counted from 0. */
  readonly done: number;
  readonly total: number;
  readonly utterances: number;
}

/** What is counted is utterances of all passes; `updated` is the share of the update that follows a pass. */
export function progress(
  { done, total, utterances }: Passes,
  passed: number,
  values: { readonly updated?: number } = {},
): RunEvent {
  return {
    type: 'progress',
    stage: 'train.total-variability',
    done: done * utterances + passed,
    total: total * utterances,
    unit: 'utterances',
    values: done === 0 ? values : { iteration: done, ...values },
  };
}

/** Lets signals in. @throws SavedError once the run is to stop, after `save` */
export async function pause(io: StageIO, passes: Passes, save: () => void): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
  stopIfAsked(io, passes, save);
}

/** @throws SavedError once the run is to stop, after `save` */
export function stopIfAsked({ signal }: StageIO, { done, total }: Passes, save: () => void): void {
  if (!signal.aborted) return;
  save();
  const where = done === 0 ? 'while frames were aligned' : `in iteration ${done} of ${total - 1}`;
  throw new SavedError({
    what: `total variability stopped ${where}, saved`,
    remedy: 'run the same command again to go on',
  });
}
