import { existsSync } from 'node:fs';
import { type Flavour, findEngine } from '../engine/native-paths';
import { type Check, fault, faultOf, ok, warning } from './check';
import { type SmokeResult, smokeTest } from './smoke-test';

/** The engine that svtk takes by itself: the one for GPUs where that is set up. */
export function engineFlavour(): Flavour | undefined {
  const order: readonly Flavour[] = ['gpu', 'cpu'];
  return order.find(flavour => findEngine(flavour) !== undefined);
}

/** Starts the engine in a process of its own and lets it compute, op by op and compiled. */
export async function checkEngine(flavour: Flavour | undefined): Promise<Check[]> {
  if (flavour === undefined) return [fault('TensorFlow', 'not set up', 'svtk setup')];
  try {
    return describe(await smokeTest(flavour, 60), flavour);
  } catch (error) {
    return [faultOf('TensorFlow', error)];
  }
}

function describe(engine: SmokeResult, flavour: Flavour): Check[] {
  return [
    ok('TensorFlow', `${engine.tensorflow}, ${flavour === 'gpu' ? 'with CUDA' : 'for the processor'}`),
    checkDevice(engine, flavour),
    engine.fallback === null
      ? ok('compiled steps', 'work')
      : warning('compiled steps', engine.fallback, 'steps run op by op, more slowly; please report this'),
  ];
}

function checkDevice({ device, gpu, threads }: SmokeResult, flavour: Flavour): Check {
  const value = gpu ? device : `${device}, ${threads} threads`;
  const driver = existsSync('/proc/driver/nvidia/version');
  if (gpu) return ok('device', value);
  if (flavour === 'gpu') {
    const remedy = driver
      ? 'TensorFlow sees no GPU though there is a driver: look at CUDA_VISIBLE_DEVICES, and at `nvidia-smi`'
      : 'there is no NVIDIA driver: install it, or start the container with its GPUs (--gpus all)';
    return warning('device', value, remedy);
  }
  return driver
    ? warning('device', value, 'this machine has an NVIDIA GPU: `svtk setup --gpu` lets svtk use it')
    : ok('device', value);
}
