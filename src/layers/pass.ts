import { DataError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';
import { tf } from '../engine/tf';

export type Mode = 'train' | 'infer';

/** One walk through a network: where its layers read weights, and where they leave what is not the output. */
export interface Pass {
  /** `train`: batch norm uses the statistics of the batch, and updates the running ones. */
  readonly mode: Mode;
  weight(name: string): tf.Tensor;
  /** The new value of an untrained parameter, for after this step. */
  update(name: string, value: tf.Tensor): void;
  /** Names an inner activation; kept only if the maker of the pass wants it. */
  expose(name: string, value: tf.Tensor): void;
}

export interface CollectingPass extends Pass {
  /** New values by parameter name, in the order of the walk. */
  readonly updates: ReadonlyMap<string, tf.Tensor>;
  /** The wanted activations by name. */
  readonly exposed: ReadonlyMap<string, tf.Tensor>;
  /** Frees updates and activations; for those that are used up or not wanted. */
  dispose(): void;
}

/**
 * A pass over weights held in a map. Updates and wanted activations outlive tf.tidy and tf.grads (`tf.keep`);
 * who makes the pass disposes of them, each or all by `dispose()`. Throws a DataError for a name that the map lacks.
 */
export function makePass(
  weights: ReadonlyMap<string, tf.Tensor>,
  mode: Mode,
  wanted: readonly string[] = [],
): CollectingPass {
  const updates = new Map<string, tf.Tensor>();
  const exposed = new Map<string, tf.Tensor>();
  const replace = (map: Map<string, tf.Tensor>, name: string, value: tf.Tensor): void => {
    map.get(name)?.dispose();
    // A clone: the caller may hand over a tensor that is also an output or a weight, which dispose() must not free.
    map.set(name, tf.keep(value.clone()));
  };
  return {
    mode,
    updates,
    exposed,
    weight(name) {
      const tensor = weights.get(name);
      if (tensor === undefined) throw missingWeight(name, [...weights.keys()]);
      return tensor;
    },
    update: (name, value) => replace(updates, name, value),
    expose(name, value) {
      if (wanted.includes(name)) replace(exposed, name, value);
    },
    dispose() {
      for (const map of [updates, exposed]) {
        for (const tensor of map.values()) tensor.dispose();
        map.clear();
      }
    },
  };
}

function missingWeight(name: string, known: readonly string[]): DataError {
  const near = nearestNames(name, known);
  return new DataError({
    what: 'the network lacks a weight',
    expected: `'${name}'`,
    found: `${known.length} others${near.length > 0 ? `, the nearest ${near.join(', ')}` : ''}`,
    remedy: 'the weights come from another model or other options; build the model that they were trained with',
  });
}
