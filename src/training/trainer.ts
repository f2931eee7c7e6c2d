import { type Compiled, compile, type Step } from '../engine/compile';
import { tf } from '../engine/tf';
import type { Feature } from '../features/feature';
import { accumulatedSteps } from './accumulated-steps';
import { type DeviceState, deviceState } from './device-state';
import { specMasks } from './spec-augment';
import { stateLayout } from './state-layout';
import type { StoredWeights } from './weights';
import { wholeSteps } from './whole-steps';
import type { Advance, TrainerOptions, Workbench } from './workbench';

/** A training on the device. */
export interface Trainer {
  readonly advance: Advance;
  readonly state: DeviceState;
  dispose(): void;
}

/** Puts a state on the device. Compiled functions are traced by the first step. */
export function openTrainer(start: StoredWeights, options: TrainerOptions): Trainer {
  const layout = stateLayout(options);
  const state = deviceState(layout.names, start);
  const made: Compiled[] = [];
  const compiled = (name: string, step: Step, precision = options.precision): Compiled => {
    const one = compile(step, { name, precision, onFallback: options.onFallback });
    made.push(one);
    return one;
  };
  const features = compiled('features', inputs => [maskedFeatures(options.feature, inputs)], 'fp32');
  const workbench: Workbench = {
    options,
    layout,
    state,
    extract(batch, place) {
      const inputs = [tf.tensor2d(batch.waves, [options.batch, options.samples], 'float32'), ...masks(options, place)];
      const [extracted] = features.run(inputs);
      tf.dispose(inputs);
      return extracted as tf.Tensor;
    },
    compiled,
  };
  return {
    advance: options.accumulate === 1 ? wholeSteps(workbench) : accumulatedSteps(workbench),
    state,
    dispose() {
      state.dispose();
      for (const one of made) one.dispose();
    },
  };
}

/** [waves, or waves, time mask and frequency mask] → features, 0 where a mask is. */
function maskedFeatures(feature: Feature, [waves, time, frequency]: readonly tf.Tensor[]): tf.Tensor {
  const features = feature.extract(waves as tf.Tensor2D); // [batch, frames, dimension]
  if (time === undefined || frequency === undefined) return features;
  return tf.mul(tf.mul(features, time.expandDims(2)), frequency.expandDims(1));
}

/** The masks of a batch; none where the recipe wants none, so that features are then as if there were no such thing. */
function masks({ specAugment, feature, batch, samples, seed }: TrainerOptions, place: number): tf.Tensor[] {
  if (specAugment === undefined) return [];
  const shape = { batch, frames: feature.frames(samples), bands: feature.dimension };
  const { time, frequency } = specMasks(specAugment, shape, seed, place);
  return [tf.tensor2d(time, [batch, shape.frames]), tf.tensor2d(frequency, [batch, shape.bands])];
}
