import { closeSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../core/atomic-write';
import { EnvironmentError } from '../core/errors';
import { bindingCompilerArguments, interruptCompilerArguments } from '../engine/native-compile';
import {
  bindingName,
  bindingSource,
  type EngineManifest,
  engineDirectory,
  type Flavour,
  interruptName,
  interruptSource,
  tensorflowDirectory,
  tensorflowVersion,
} from '../engine/native-paths';
import { diskFull, explainFullDisk, freeSpace } from './disk-space';
import { lastLines, runProgram } from './run-program';
import { besideName, putInPlace } from './unpack-wheel';

const needsCompiler =
  'install a C++17 compiler: `sudo apt install g++`, `sudo dnf install gcc-c++`, or `conda install -c conda-forge cxx-compiler`; ' +
  'CXX names one that is not called c++';

const binarySize = 20e6; // with the compiler's temporary files

/**
 * Compiles the binding between Node and TensorFlow, and what hears a second Ctrl-C, into the engine's folder, which appears whole: engine.json last.
 * Node-API 8 is all it asks of Node, so one file serves Node 20, 22 and 24. Throws EnvironmentError without a compiler.
 */
export async function compileBinding(flavour: Flavour, signal?: AbortSignal): Promise<void> {
  const target = engineDirectory(flavour);
  const libraries = tensorflowDirectory(flavour);
  const beside = besideName(target);
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  const compile = async (source: string, output: string, args: (output: string) => string[]): Promise<void> => {
    const name = process.env['CXX'] || 'c++';
    const binary = join(beside, output);
    const outcome = await runProgram({
      name,
      args: args(binary),
      remedy: needsCompiler,
      // The compiler's own temporary files, too, go where they are swept.
      env: { TMPDIR: beside },
      ...(signal === undefined ? {} : { signal }),
    });
    if (/No space left on device/.test(outcome.output)) {
      throw diskFull(dirname(target), binarySize, freeSpace(beside), 'the compiled binding');
    }
    if (!outcome.ok) throw compilerFailed(source, name, outcome.ending, outcome.output);
    flush(binary);
  };
  try {
    await compile(interruptSource, interruptName, interruptCompilerArguments);
    await compile(bindingSource, bindingName, output => bindingCompilerArguments(flavour, output));
    const manifest: EngineManifest = { tensorflow: tensorflowVersion, flavour, libraries };
    writeAtomically(join(beside, 'engine.json'), `${JSON.stringify(manifest)}\n`);
    putInPlace(beside, target);
  } catch (error) {
    throw explainFullDisk(error, dirname(target), binarySize, 'the compiled binding');
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

function flush(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

function compilerFailed(source: string, name: string, ending: string, output: string): EnvironmentError {
  const errors = output.split('\n').filter(line => /\berror\b|cannot find|No such file/.test(line));
  const old = /unrecognized command[- ]line option|invalid value 'c\+\+17'/.test(output);
  return new EnvironmentError({
    what: 'the binding to TensorFlow does not compile',
    where: source,
    found: `${name} ended with ${ending}\n    ${lastLines(errors.length > 0 ? errors.slice(0, 5).join('\n') : output)}`,
    remedy: old ? `the compiler is too old for C++17 (GCC 7, Clang 5): ${needsCompiler}` : needsCompiler,
  });
}
