import { NumericError, SavedError } from '../core/errors';
import type { Report } from '../core/events';
import type { Batch } from './batches';
import type { Moment, Schedule } from './schedules/schedule';
import { stepFigures } from './step';
import { openTrainer } from './trainer';
import type { StoredWeights } from './weights';
import type { TrainerOptions } from './workbench';

/** Where a run of steps begins: weights and slots by name, and the steps done. */
export interface TrainingState {
  readonly step: number;
  readonly tensors: StoredWeights;
}

/** A line of metrics.jsonl. */
export interface StepFigures {
  readonly step: number;
  readonly epoch: number;
  readonly learning_rate: number;
  readonly margin: number;
  /** Share of the step's time spent waiting for data. */
  readonly wait: number;
  readonly seconds: number;
  readonly [figure: string]: number;
}

export interface LoopOptions extends Omit<TrainerOptions, 'onFallback'> {
  readonly next: () => Promise<Batch | undefined>;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly schedule: Schedule;
  readonly marginAt: (moment: Moment) => number;
  readonly checkpointSteps: number;
  readonly save: (state: TrainingState) => void;
  readonly log: (figures: StepFigures) => void;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/**
 * Runs training steps from `start` to the last and returns the final state.
 * Throws NumericError within the step that meets a loss or gradient that is not finite, before anything of it is saved;
 * SavedError when the signal asked to stop, after saving.
 */
export async function runTraining(start: TrainingState, options: LoopOptions): Promise<TrainingState> {
  const { report, signal, steps, stepsPerEpoch } = options;
  const onFallback = (reason: string): void => report({ type: 'warning', text: reason });
  const trainer = openTrainer(start.tensors, { ...options, onFallback });
  const save = (step: number): TrainingState => {
    const state = { step, tensors: trainer.state.stored() };
    demandFiniteWeights(state);
    options.save(state);
    return state;
  };
  try {
    for (let step = start.step; step < steps; step++) {
      // Messages of the workers keep coming while a step runs, and Node hands out up to 1,000 of them before it looks at signals.
      await new Promise(resolve => setImmediate(resolve));
      if (signal.aborted) {
        save(step);
        throw new SavedError({
          what: `stopped at step ${step} of ${steps}, saved`,
          remedy: 'run the same command again to go on',
        });
      }
      const began = performance.now();
      let waited = 0;
      const next = async (): Promise<Batch> => {
        const batch = await options.next();
        if (batch === undefined) throw new Error(`batches ended at step ${step} of ${steps}`);
        waited += batch.waited;
        return batch;
      };
      const moment = { step, steps, stepsPerEpoch };
      const learningRate = options.schedule(moment);
      const margin = options.marginAt(moment);
      const figures = await trainer.advance(next, { step, learningRate, margin });
      demandFinite(figures, step);
      const done = step + 1;
      const seconds = (performance.now() - began) / 1000;
      const row = {
        step: done,
        epoch: done / stepsPerEpoch,
        learning_rate: learningRate,
        margin,
        wait: waited / seconds,
        seconds,
        ...figures,
      };
      options.log(row);
      const values = shownFigures(row, figures);
      report({ type: 'progress', stage: 'train', done, total: steps, unit: 'steps', values });
      if (done % options.checkpointSteps === 0 && done < steps) save(done);
    }
    return save(steps);
  } finally {
    trainer.dispose();
  }
}

function demandFinite(figures: Readonly<Record<string, number>>, step: number): void {
  const bad = stepFigures.filter(name => !Number.isFinite(figures[name]));
  if (bad.length === 0) return;
  throw new NumericError({
    what: `${bad.join(' and ')} not finite`,
    where: `training step ${step + 1}`,
    found: bad.map(name => `${name} ${figures[name]}`).join(', '),
    remedy,
  });
}

/** The gradients of a step can be finite and its update not: that shows in the next step, or here before it is saved. */
function demandFiniteWeights({ step, tensors }: TrainingState): void {
  for (const [name, { data }] of tensors) {
    const bad = data.find(value => !Number.isFinite(value));
    if (bad === undefined) continue;
    throw new NumericError({
      what: `${name} is not finite`,
      where: `training step ${step}`,
      found: String(bad),
      remedy,
    });
  }
}

const remedy = 'the last checkpoint is kept and finite; try a smaller learning rate or training.clip_norm';

function shownFigures(row: StepFigures, figures: Readonly<Record<string, number>>): Record<string, number> {
  return {
    epoch: Math.floor(row.epoch * 100) / 100,
    loss: figures['loss'] ?? Number.NaN,
    accuracy: figures['accuracy'] ?? Number.NaN,
    lr: row.learning_rate,
    'data wait %': Math.round(row.wait * 100),
  };
}
