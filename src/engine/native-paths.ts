import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { cacheDirectory } from '../core/cache-directory';

/** The TensorFlow release whose libraries `svtk setup` brings; newer ones are tried in a change of their own. */
export const tensorflowVersion = '2.21.0';

export type Flavour = 'cpu' | 'gpu';

/** The engine of this machine: `engine.json`, written last, so that its presence means that everything is there. */
export const engineManifest = z.strictObject({
  tensorflow: z.string(),
  flavour: z.enum(['cpu', 'gpu']),
  libraries: z.string(),
});
export type EngineManifest = z.infer<typeof engineManifest>;

/** The folder of @tensorflow/tfjs-node-gpu, found by Node's own rules. */
export function tfjsNodeDirectory(): string {
  return dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
}

/** The C++ sources that `svtk setup` compiles; scripts/build.mjs copies them into dist. */
export const bindingSource = join(__dirname, 'native', 'binding.cc');
export const interruptSource = join(__dirname, 'native', 'second-interrupt.cc');

/** What becomes of them, in the engine's folder. */
export const bindingName = 'tfjs_binding.node';
export const interruptName = 'second_interrupt.node';

/** libtensorflow_cc.so.2, libtensorflow_framework.so.2 and include/ lie here. */
export function tensorflowDirectory(flavour: Flavour): string {
  const directory = join(cacheDirectory(), 'tensorflow', `${tensorflowVersion}-${flavour}`);
  // The GPU library looks for CUDA in ../nvidia/*/lib beside its own folder.
  return flavour === 'gpu' ? join(directory, 'tensorflow') : directory;
}

/** The two compiled files and engine.json lie here; the key changes with everything that they depend on. */
export function engineDirectory(flavour: Flavour): string {
  const manifest = z.looseObject({ version: z.string() });
  const { version } = manifest.parse(JSON.parse(readFileSync(join(tfjsNodeDirectory(), 'package.json'), 'utf8')));
  const key = createHash('sha256')
    .update(JSON.stringify([tensorflowVersion, flavour, version]))
    .update(readFileSync(bindingSource))
    .update(readFileSync(interruptSource))
    .digest('hex')
    .slice(0, 16);
  return join(cacheDirectory(), 'engine', key);
}

/** The engine of a flavour if `svtk setup` has finished making it. */
export function findEngine(
  flavour: Flavour,
): { readonly directory: string; readonly manifest: EngineManifest } | undefined {
  const directory = engineDirectory(flavour);
  const file = join(directory, 'engine.json');
  if (!existsSync(file)) return undefined;
  return { directory, manifest: engineManifest.parse(JSON.parse(readFileSync(file, 'utf8'))) };
}
