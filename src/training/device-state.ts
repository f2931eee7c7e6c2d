import type { tf } from '../engine/tf';
import { named } from './gradients';
import { fromDevice, type StoredWeights, toDevice } from './weights';

/** The state tensors of a training by name, on the device. */
export interface DeviceState {
  /** As they are: valid until they are renewed. */
  readonly tensors: ReadonlyMap<string, tf.Tensor>;
  of(names: readonly string[]): tf.Tensor[];
  /** Puts tensors in the place of those of these names, which are disposed. */
  renew(names: readonly string[], tensors: readonly tf.Tensor[]): void;
  /** Copies from the device, all of them or those of these names. */
  stored(names?: readonly string[]): StoredWeights;
  dispose(): void;
}

export function deviceState(names: readonly string[], start: StoredWeights): DeviceState {
  const tensors = new Map<string, tf.Tensor>();
  for (const name of names) {
    const stored = start.get(name);
    if (stored === undefined) throw new Error(`the training state lacks ${name}`);
    tensors.set(name, toDevice(stored));
  }
  return {
    tensors,
    of: wanted => wanted.map(name => named(tensors, name)),
    renew(renewed, values) {
      for (const [index, name] of renewed.entries()) {
        named(tensors, name).dispose();
        tensors.set(name, values[index] as tf.Tensor);
      }
    },
    stored: (wanted = names) => new Map(wanted.map(name => [name, fromDevice(named(tensors, name))])),
    dispose() {
      for (const tensor of tensors.values()) tensor.dispose();
    },
  };
}
