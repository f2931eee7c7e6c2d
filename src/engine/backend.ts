import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import { EnvironmentError } from '../core/errors';
import { tf } from './tf';

/** tfjs's TensorFlow backend. Throws an EnvironmentError when `startEngine` has not been called. */
export function tensorflowBackend(): NodeJSKernelBackend {
  const backend = tf.findBackend('tensorflow');
  if (!isTensorflow(backend)) {
    throw new EnvironmentError({
      what: 'the TensorFlow engine has not been started',
      remedy: 'call startEngine() first.',
    });
  }
  return backend;
}

function isTensorflow(backend: unknown): backend is NodeJSKernelBackend {
  return typeof backend === 'object' && backend !== null && 'executeMultipleOutputs' in backend;
}
