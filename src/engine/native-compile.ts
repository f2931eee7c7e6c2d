import { dirname, join } from 'node:path';
import { bindingSource, type Flavour, interruptSource, tensorflowDirectory, tfjsNodeDirectory } from './native-paths';

const common = [
  ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
  ...['-I', join(dirname(require.resolve('node-api-headers/package.json')), 'include')],
];

/** The arguments of the C++ compiler that make `output` (a second_interrupt.node) from native/second-interrupt.cc: half a second. */
export function interruptCompilerArguments(output: string): string[] {
  return [...common, interruptSource, '-o', output];
}

/**
 * The arguments of the C++ compiler that make `output` (a tfjs_binding.node) from native/binding.cc: 10 seconds with GCC 12.
 * It needs TensorFlow's libraries and headers at `tensorflowDirectory(flavour)`; Node's API headers come from an npm package.
 */
export function bindingCompilerArguments(flavour: Flavour, output: string): string[] {
  const tensorflow = tensorflowDirectory(flavour);
  const includes = [join(tensorflow, 'include'), join(tfjsNodeDirectory(), 'binding')];
  return [
    ...common,
    ...includes.flatMap(directory => ['-I', directory]),
    bindingSource,
    `-L${tensorflow}`,
    ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    `-Wl,-rpath,${tensorflow}`,
    '-Wl,-z,initfirst', // see QuietTensorFlow in binding.cc
    ...['-o', output],
  ];
}
