import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import util from 'node:util';
import type * as backends from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import { EnvironmentError, UsageError } from '../core/errors';
import { contextConfig } from './config-proto';
import { registerGradients } from './gradients';
import type { NativeBinding, NativeModule } from './native-binding';
import { bindingName, type EngineManifest, type Flavour, findEngine } from './native-paths';
import { observe } from './observed-binding';
import { tf } from './tf';

export interface EngineOptions {
  /** `auto` takes a GPU where the GPU engine is set up and sees one. */
  readonly device?: 'auto' | 'cpu' | 'gpu';
  /** Threads of TensorFlow; by default one for each processor this process may use. */
  readonly threads?: number;
  /** Ask TensorFlow's GPU kernels for the same bits on every run, at some cost; CPU kernels give them anyway. */
  readonly deterministic?: boolean;
}

export interface EngineDevice {
  /** TensorFlow's version. */
  readonly tensorflow: string;
  readonly device: string;
  readonly gpu: boolean;
  readonly threads: number;
}

let running: { readonly options: string; readonly device: EngineDevice } | undefined;

/**
 * Loads TensorFlow into this process and makes it the backend of tfjs; the main thread only. A second call with the same options
 * returns the same device. Throws an EnvironmentError when `svtk setup` has not been run or there is no GPU to use, and a UsageError
 * on a second call with other options: TensorFlow cannot be loaded twice.
 */
export async function startEngine(options: EngineOptions = {}): Promise<EngineDevice> {
  const { device = 'auto', threads = availableParallelism(), deterministic = false } = options;
  const asked = JSON.stringify({ device, threads, deterministic });
  if (running !== undefined) {
    if (running.options === asked) return running.device;
    throw new UsageError({
      what: 'the TensorFlow engine runs already',
      expected: `the options it was started with, ${running.options}`,
      found: asked,
    });
  }
  const { directory, manifest } = engineFor(device);
  setEnvironment(device, deterministic);
  const binding = load(directory, threads);
  await register(binding);
  const gpu = binding.isUsingGpuDevice();
  if (device === 'gpu' && !gpu) {
    throw new EnvironmentError({
      what: 'no GPU can be used',
      expected: 'a CUDA device that TensorFlow sees',
      remedy: '`svtk doctor` says what is missing; `--device cpu` works without one.',
    });
  }
  const name = gpu ? 'GPU:0' : (cpus()[0]?.model ?? 'CPU');
  running = { options: asked, device: { tensorflow: manifest.tensorflow, device: name, gpu, threads } };
  return running.device;
}

/** The engine that serves a device: a GPU engine runs on the CPU too. */
function engineFor(device: 'auto' | 'cpu' | 'gpu'): { readonly directory: string; readonly manifest: EngineManifest } {
  const order: readonly Flavour[] = device === 'cpu' ? ['cpu', 'gpu'] : device === 'gpu' ? ['gpu'] : ['gpu', 'cpu'];
  for (const flavour of order) {
    const engine = findEngine(flavour);
    if (engine !== undefined) return engine;
  }
  throw new EnvironmentError({
    what: device === 'gpu' ? 'the TensorFlow engine for GPUs is not set up' : 'the TensorFlow engine is not set up',
    remedy: device === 'gpu' ? 'svtk setup --gpu' : 'svtk setup',
  });
}

/** TensorFlow reads these while it is loaded. */
function setEnvironment(device: string, deterministic: boolean): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (device === 'cpu') process.env['CUDA_VISIBLE_DEVICES'] = '-1';
  if (deterministic) process.env['TF_DETERMINISTIC_OPS'] = '1';
}

function load(directory: string, threads: number): NativeBinding {
  const file = join(directory, bindingName);
  try {
    const native: NativeModule = require(file);
    return native.start(contextConfig({ threads }));
  } catch (error) {
    throw new EnvironmentError(
      {
        what: 'the TensorFlow engine cannot be loaded',
        where: file,
        found: existsSync(file) ? String(error) : 'no such file',
        remedy: 'svtk setup --force',
      },
      { cause: error },
    );
  }
}

/**
 * What the index of @tensorflow/tfjs-node-gpu does, without its look for a downloaded binding. That package's parts import
 * @tensorflow/tfjs, which registers the gradients.
 */
async function register(native: NativeBinding): Promise<void> {
  // tfjs-node 4.22 calls two functions that Node 22 and 24 warn of on the user's terminal, and Node 23 removed.
  const stands = { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray };
  for (const [name, value] of Object.entries(stands)) Object.defineProperty(util, name, { value });
  const { NodeJSKernelBackend }: typeof backends = await import('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend');
  await import('@tensorflow/tfjs-node-gpu/dist/register_all_kernels');
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(observe(native), '@tensorflow/tfjs-node-gpu'), 3);
  if (!(await tf.setBackend('tensorflow'))) throw new EnvironmentError('the TensorFlow backend did not start');
  registerGradients();
  // @tensorflow/tfjs brings it along: without it a mistake fails instead of running on, slowly, in JavaScript.
  if (tf.findBackendFactory('cpu') !== null) tf.removeBackend('cpu');
}
