import { SavedError } from '../core/errors';
import type { Report } from '../core/events';
import type { Batch } from './batches';
import type { Course } from './course';
import { demandFiniteFigures, demandFiniteWeights } from './finite';
import type { Monitor } from './monitor';
import type { Moment, Schedule } from './schedules/schedule';
import { openTrainer, type Trainer } from './trainer';
import type { StoredWeights } from './weights';
import type { TrainerOptions } from './workbench';

/** Where a run of steps begins: weights and slots by name, the steps done, and what came of them. */
export interface TrainingState {
  readonly step: number;
  readonly tensors: StoredWeights;
  /** Absent at the very beginning. */
  readonly course?: Course;
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
  readonly monitor: Monitor;
  readonly save: (state: TrainingState) => void;
  readonly log: (figures: StepFigures) => void;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/**
 * Runs training steps from `start` to the last, or to where the monitor stops, and returns the final state.
 * Throws NumericError within the step that meets a loss or gradient that is not finite, before anything of it is saved;
 * SavedError when the signal asked to stop, after saving.
 */
export async function runTraining(start: TrainingState, options: LoopOptions): Promise<TrainingState> {
  const { monitor, report, signal, steps } = options;
  const onFallback = (reason: string): void => report({ type: 'warning', text: reason });
  const trainer = openTrainer(start.tensors, { ...options, onFallback });
  const save = (step: number): TrainingState => {
    const state = { step, tensors: trainer.state.stored(), course: monitor.course };
    demandFiniteWeights(state.tensors, step);
    options.save(state);
    return state;
  };
  const stopIfAsked = (step: number): void => {
    if (!signal.aborted) return;
    save(step);
    const remedy = 'run the same command again to go on';
    throw new SavedError({ what: `stopped at step ${step} of ${steps}, saved`, remedy });
  };
  /** What is due after a step; a stop asked for meanwhile leaves it to the next try. */
  const settle = async (step: number): Promise<void> => {
    try {
      await monitor.after(step, trainer.state);
    } catch (error) {
      stopIfAsked(step);
      throw error;
    }
  };
  try {
    let step = start.step;
    await settle(step);
    while (step < steps && monitor.stop === undefined) {
      // Messages of the workers keep coming while a step runs, and Node hands out up to 1,000 of them before it looks at signals.
      await new Promise(resolve => setImmediate(resolve));
      stopIfAsked(step);
      const row = await oneStep(step, trainer, options);
      step++;
      options.log(row);
      await settle(step);
      const values = shownFigures(row, monitor);
      report({ type: 'progress', stage: 'train', done: step, total: steps, unit: 'steps', values });
      if (step % options.checkpointSteps === 0 && step < steps) save(step);
    }
    if (monitor.stop !== undefined && step < steps) {
      report({ type: 'note', text: `train: stops at step ${step} of ${steps}: ${monitor.stop}` });
    }
    return save(step);
  } finally {
    trainer.dispose();
  }
}

async function oneStep(step: number, trainer: Trainer, options: LoopOptions): Promise<StepFigures> {
  const { steps, stepsPerEpoch } = options;
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
  demandFiniteFigures(figures, step + 1);
  const seconds = (performance.now() - began) / 1000;
  return {
    step: step + 1,
    epoch: (step + 1) / stepsPerEpoch,
    learning_rate: learningRate,
    margin,
    wait: waited / seconds,
    seconds,
    ...figures,
  };
}

function shownFigures(row: StepFigures, { latest }: Monitor): Record<string, number> {
  return {
    epoch: Math.floor(row.epoch * 100) / 100,
    loss: row['loss'] ?? Number.NaN,
    accuracy: row['accuracy'] ?? Number.NaN,
    lr: row.learning_rate,
    'data wait %': Math.round(row.wait * 100),
    ...(latest === undefined ? {} : { 'development EER %': 100 * latest.eer }),
  };
}
