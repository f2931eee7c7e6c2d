import { DataError } from '../core/errors';
import { compile, type Precision } from '../engine/compile';
import { tf } from '../engine/tf';
import type { Feature } from '../features/feature';
import { makePass, type Pass } from '../layers/pass';
import type { SpeakerModel } from '../models/speaker-model';
import { type StoredWeights, toDevice } from '../training/weights';

export interface NetworkOptions {
  readonly feature: Feature;
  readonly model: SpeakerModel;
  readonly weights: StoredWeights;
  /** Of the network; features are fp32. */
  readonly precision: Precision;
  readonly onFallback: (reason: string) => void;
}

/** A trained network on the device. */
export interface NetworkReader {
  /** Samples in [-1, 1] → what `take` makes of the output, which is gone afterwards. */
  read<T>(samples: Float32Array, take: (output: tf.Tensor) => T): T;
  dispose(): void;
}

/**
 * Puts the weights on the device as constants of one compiled function, called `name`, which gives what `outputOf` returns for features
 * [1, frames, dimension]; another makes the features, for all lengths alike.
 */
export function openNetworkReader(
  { feature, model, weights, precision, onFallback }: NetworkOptions,
  name: string,
  outputOf: (pass: Pass, features: tf.Tensor3D) => tf.Tensor,
): NetworkReader {
  const constants = new Map(model.parameters.map(parameter => [parameter.name, onDevice(weights, parameter.name)]));
  const features = compile(([waves]) => [feature.extract(waves as tf.Tensor2D)], {
    name: 'features',
    precision: 'fp32',
    openAxis: 1,
    onFallback,
  });
  const network = compile(([x]) => [outputOf(makePass(constants, 'infer'), x as tf.Tensor3D)], {
    name,
    precision,
    openAxis: 1,
    onFallback,
  });
  return {
    read(samples, take) {
      const wave = tf.tensor2d(samples, [1, samples.length], 'float32');
      const frames = features.run([wave]);
      const [output] = network.run(frames);
      if (output === undefined) throw new Error('the network gave no output');
      const taken = take(output);
      tf.dispose([wave, frames, output]);
      return taken;
    },
    dispose() {
      features.dispose();
      network.dispose();
      for (const tensor of constants.values()) tensor.dispose();
    },
  };
}

/** Throws DataError where a reading of the network wants an array that it was trained without. */
function onDevice(weights: StoredWeights, name: string): tf.Tensor {
  const weight = weights.get(name);
  if (weight !== undefined) return toDevice(weight);
  throw new DataError({
    what: 'the trained network lacks an array',
    expected: name,
    found: `${weights.size} others`,
    remedy: 'it was trained without that layer: read it by a model that has no more layers than its recipe’s',
  });
}
