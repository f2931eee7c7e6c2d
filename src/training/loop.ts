import { NumericError, SavedError } from '../core/errors';
import type { Report } from '../core/events';
import { compile } from '../engine/compile';
import { tf } from '../engine/tf';
import type { Feature } from '../features/feature';
import type { Batch } from './batches';
import type { Moment, Schedule } from './schedules/schedule';
import { type SpecAugmentOptions, specMasks } from './spec-augment';
import { type StepParts, stateLayout, stepFigures, trainingStep } from './step';
import { fromDevice, type StoredWeights, toDevice } from './weights';

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

export interface LoopOptions extends StepParts {
  readonly feature: Feature;
  readonly next: () => Promise<Batch | undefined>;
  readonly batch: number;
  readonly samples: number;
  readonly specAugment?: SpecAugmentOptions | undefined;
  readonly seed: number;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly schedule: Schedule;
  readonly marginAt: (moment: Moment) => number;
  readonly precision: 'fp32' | 'bf16';
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
  const { feature, report, signal, steps, stepsPerEpoch } = options;
  const layout = stateLayout(options);
  const onFallback = (reason: string): void => report({ type: 'warning', text: reason });
  let figureNames: readonly string[] = stepFigures;
  const extract = compile(inputs => [maskedFeatures(feature, inputs)], {
    name: 'features',
    precision: 'fp32',
    onFallback,
  });
  const advance = compile(
    trainingStep(options, names => {
      figureNames = names;
    }),
    { name: 'training-step', precision: options.precision, onFallback },
  );
  let state = layout.names.map(name => toDevice(storedTensor(start, name)));
  const stored = (step: number): TrainingState => ({
    step,
    tensors: new Map(layout.names.map((name, index) => [name, fromDevice(state[index] as tf.Tensor)])),
  });
  try {
    for (let step = start.step; step < steps; step++) {
      // Messages of the workers keep coming while a step runs, and Node hands out up to 1,000 of them before it looks at signals.
      await new Promise(resolve => setImmediate(resolve));
      if (signal.aborted) {
        options.save(stored(step));
        throw new SavedError({
          what: `stopped at step ${step} of ${steps}, saved`,
          remedy: 'run the same command again to go on',
        });
      }
      const began = performance.now();
      const batch = await options.next();
      if (batch === undefined) throw new Error(`batches ended at step ${step} of ${steps}`);
      const moment = { step, steps, stepsPerEpoch };
      const learningRate = options.schedule(moment);
      const margin = options.marginAt(moment);
      const inputs = batchTensors(batch, options, [learningRate, margin, step + 1]);
      const masks = maskTensors(options, step);
      const [extracted] = extract.run([inputs[0] as tf.Tensor, ...masks]);
      const outputs = advance.run([extracted as tf.Tensor, ...inputs.slice(1), ...state]);
      batch.release();
      const figures = Object.fromEntries(
        figureNames.map((name, index) => [name, outputs[index]?.dataSync()[0] ?? Number.NaN]),
      );
      tf.dispose([inputs, masks, extracted as tf.Tensor, outputs.slice(0, figureNames.length)]);
      demandFinite(figures, step);
      tf.dispose(state);
      state = outputs.slice(figureNames.length);
      const seconds = (performance.now() - began) / 1000;
      const row = {
        step: step + 1,
        epoch: (step + 1) / stepsPerEpoch,
        learning_rate: learningRate,
        margin,
        wait: batch.waited / seconds,
        seconds,
        ...figures,
      };
      options.log(row);
      report({
        type: 'progress',
        stage: 'train',
        done: step + 1,
        total: steps,
        unit: 'steps',
        values: shownFigures(row, figures),
      });
      const done = step + 1;
      if (done % options.checkpointSteps === 0 && done < steps) options.save(stored(done));
    }
    const last = stored(steps);
    options.save(last);
    return last;
  } finally {
    tf.dispose(state);
    extract.dispose();
    advance.dispose();
  }
}

function storedTensor({ tensors }: TrainingState, name: string) {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`training state lacks ${name}`);
  return tensor;
}

function batchTensors(batch: Batch, { batch: rows, samples }: LoopOptions, scalars: readonly number[]): tf.Tensor[] {
  return [
    tf.tensor2d(batch.waves, [rows, samples], 'float32'),
    tf.tensor1d(batch.labels, 'int32'),
    ...scalars.map(value => tf.scalar(value, 'float32')),
  ];
}

/** [waves, or waves, time mask and frequency mask] → features, 0 where a mask is. */
function maskedFeatures(feature: Feature, [waves, time, frequency]: readonly tf.Tensor[]): tf.Tensor {
  const features = feature.extract(waves as tf.Tensor2D); // [batch, frames, dimension]
  if (time === undefined || frequency === undefined) return features;
  return tf.mul(tf.mul(features, time.expandDims(2)), frequency.expandDims(1));
}

/** The masks of a step; none where the recipe wants none, so that features are then as if there were no such thing. */
function maskTensors({ specAugment, feature, batch, samples, seed }: LoopOptions, step: number): tf.Tensor[] {
  if (specAugment === undefined) return [];
  const shape = { batch, frames: feature.frames(samples), bands: feature.dimension };
  const { time, frequency } = specMasks(specAugment, shape, seed, step);
  return [tf.tensor2d(time, [batch, shape.frames]), tf.tensor2d(frequency, [batch, shape.bands])];
}

function demandFinite(figures: Readonly<Record<string, number>>, step: number): void {
  const bad = stepFigures.filter(name => !Number.isFinite(figures[name]));
  if (bad.length === 0) return;
  throw new NumericError({
    what: `${bad.join(' and ')} not finite`,
    where: `training step ${step + 1}`,
    found: bad.map(name => `${name} ${figures[name]}`).join(', '),
    remedy: 'the last checkpoint is kept and finite; try a smaller learning rate or training.clip_norm',
  });
}

function shownFigures(row: StepFigures, figures: Readonly<Record<string, number>>): Record<string, number> {
  return {
    epoch: Math.floor(row.epoch * 100) / 100,
    loss: figures['loss'] ?? Number.NaN,
    accuracy: figures['accuracy'] ?? Number.NaN,
    lr: row.learning_rate,
    'data wait %': Math.round(row.wait * 100),
  };
}
