import { dirname, join } from 'node:path';
import { bindingSource, type Flavour, tensorflowDirectory, tfjsNodeDirectory } from './native-paths';

/**
 * The arguments of the C++ compiler that make `output` (a tfjs_binding.node) from native/binding.cc: 10 seconds with GCC 12.
 * It needs TensorFlow's libraries and headers at `tensorflowDirectory(flavour)`; Node's API headers come from an npm package.
 */
export function bindingCompilerArguments(flavour: Flavour, output: string): string[] {
  const tensorflow = tensorflowDirectory(flavour);
  const includes = [
    join(dirname(require.resolve('node-api-headers/package.json')), 'include'),
    join(tensorflow, 'include'),
    join(tfjsNodeDirectory(), 'binding'),
  ];
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
    ...includes.flatMap(directory => ['-I', directory]),
    bindingSource,
    `-L${tensorflow}`,
    ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    `-Wl,-rpath,${tensorflow}`,
    '-Wl,-z,initfirst', // see QuietTensorFlow in binding.cc
    ...['-o', output],
  ];
}
