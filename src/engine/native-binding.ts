import type { TFJSBinding } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding';

/** What native/binding.cc exports after its start: upstream's binding and svtk's additions. */
export interface NativeBinding extends TFJSBinding {
  /** Adds a serialized FunctionDef to the eager context; from then on executeOp runs it by its name. */
  addFunction(definition: Uint8Array): void;
  removeFunction(name: string): void;
  /** The serialized OpDef of a TensorFlow op. */
  opDefinition(name: string): Uint8Array;
}

/** The module as it is loaded: its context is made by the first `start`, and every later `start` returns the same binding. */
export interface NativeModule {
  start(config: Uint8Array): NativeBinding;
}
