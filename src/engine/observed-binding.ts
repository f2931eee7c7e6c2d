import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding';
import type { NativeBinding } from './native-binding';
import type { tf } from './tf';

/** Sees the calls that a step makes, after they were made. */
export interface BindingObserver {
  created(id: number, shape: readonly number[], dtype: number, values: tf.backend_util.BackendValues): void;
  executed(
    op: string,
    attributes: readonly TFEOpAttr[],
    inputs: readonly number[],
    outputs: readonly NativeOutput[],
  ): void;
  /** Called before the values are read, so that it can refuse by throwing. */
  reading(id: number): void;
}

export interface NativeOutput {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

let observer: BindingObserver | undefined;
let native: NativeBinding | undefined;

/** The native binding under a surface that tells the observer of the moment, if there is one. */
export function observe(binding: NativeBinding): NativeBinding {
  native = binding;
  const createTensor: NativeBinding['createTensor'] = (shape, dtype, values) => {
    const id = binding.createTensor(shape, dtype, values);
    observer?.created(id, shape, dtype, values);
    return id;
  };
  const executeOp: NativeBinding['executeOp'] = (op, attributes, inputs, outputs) => {
    const made = binding.executeOp(op, attributes, inputs, outputs);
    observer?.executed(op, attributes, inputs, made);
    return made;
  };
  const tensorDataSync: NativeBinding['tensorDataSync'] = id => {
    observer?.reading(id);
    return binding.tensorDataSync(id);
  };
  // Native properties are read-only and not enumerable: they are inherited, and three of them covered.
  return Object.create(binding, {
    createTensor: { value: createTensor },
    executeOp: { value: executeOp },
    tensorDataSync: { value: tensorDataSync },
  });
}

/** The binding itself, past any observer. Throws when the engine has not been started. */
export function nativeBinding(): NativeBinding {
  if (native === undefined) throw new Error('startEngine() has not been called');
  return native;
}

/** Runs a function while an observer sees what it asks of the binding; one at a time. */
export function observed<T>(by: BindingObserver, run: () => T): T {
  if (observer !== undefined) throw new Error('a step is already being traced: a traced step cannot trace another');
  observer = by;
  try {
    return run();
  } finally {
    observer = undefined;
  }
}
