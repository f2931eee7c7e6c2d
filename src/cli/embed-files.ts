import { decodeAudio } from '../audio/decode';
import { waveOfPcm } from '../audio/wave-of-pcm';
import { UsageError } from '../core/errors';
import { startEngine } from '../engine/start';
import { features } from '../features';
import type { Feature } from '../features/feature';
import { writeNpy } from '../manifest/npy';
import type { NamedVectors } from '../manifest/vectors';
import { buildChoice } from '../recipe/choice';
import type { AnyExtractor } from '../stages/embed';
import { openExtractor } from '../stages/extractor';
import { openForeignExtractor } from '../stages/foreign-extractor';
import { openLayerReader } from '../stages/layer-reader';
import { buildNetwork } from '../tasks/verification/parts';
import { loadWeights } from '../training/weights';
import { arrayOutputs } from './array-outputs';
import { type RunWithNetwork, runWithNetwork } from './trained-run';

/** Where a network is, and how it is read. */
export interface NetworkArguments {
  readonly run: string;
  /** A name of `extraction.readings`; the recipe's own model without it. */
  readonly reading?: string | undefined;
  readonly device: string;
}

/** Embeds audio files by the network of a run; the paths are the ids. Throws DataError where the run is not trained. */
export async function embedFiles(paths: readonly string[], named: NetworkArguments): Promise<NamedVectors> {
  const found = readAs(runWithNetwork(named.run), named.reading);
  await startEngine({ device: deviceOf(named), deterministic: true });
  const { feature, extractor } = await openNetwork(found, warn);
  try {
    const columns = extractor.embedding;
    const data = new Float32Array(paths.length * columns);
    for (const [row, path] of paths.entries()) {
      const pcm = await decodeAudio(path, { sampleRate: feature.sampleRate });
      const samples = waveOfPcm(pcm);
      data.set(await extractor.extract(samples, path), row * columns);
    }
    return { ids: paths, vectors: { rows: paths.length, columns, data } };
  } finally {
    extractor.dispose();
  }
}

/** Writes the output of a layer for each audio file, [frames, channels]; says of each what was written. Errors as {@link embedFiles}, and for an unknown layer. */
export async function writeLayers(
  audio: readonly string[],
  { layer, out, ...named }: NetworkArguments & { readonly layer: string; readonly out: string },
  say: (line: string) => void,
): Promise<void> {
  const found = readAs(runWithNetwork(named.run), named.reading);
  if (found.kind === 'foreign') throw noLayers(named.run);
  const files = arrayOutputs(audio, out);
  await startEngine({ device: deviceOf(named), deterministic: true });
  const { feature, model } = buildNetwork(found.recipe);
  const { precision } = found.recipe.extraction;
  const weights = loadWeights(found.network);
  const reader = openLayerReader({ feature, model, weights, precision, onFallback: warn }, layer);
  try {
    for (const [path, file] of files) {
      const pcm = await decodeAudio(path, { sampleRate: feature.sampleRate });
      const frames = reader.read(waveOfPcm(pcm), path);
      writeNpy(file, frames);
      say(`${file}  ${frames.rows} × ${frames.columns}`);
    }
  } finally {
    reader.dispose();
  }
}

/** The run with the model of one of its readings. Throws a UsageError where it has none of that name. */
function readAs(run: RunWithNetwork, reading: string | undefined): RunWithNetwork {
  if (reading === undefined) return run;
  const { readings } = run.recipe.extraction;
  const chosen = readings.find(({ name }) => name === reading);
  if (run.kind === 'trained' && chosen !== undefined) return { ...run, recipe: { ...run.recipe, model: chosen.model } };
  throw new UsageError({
    what: 'the run has no reading of that name',
    where: '--reading',
    expected:
      readings.length === 0
        ? 'none: extraction.readings of its recipe is empty'
        : readings.map(({ name }) => name).join(', '),
    found: `'${reading}'`,
  });
}

function noLayers(run: string): UsageError {
  return new UsageError({
    what: 'layers are read of networks of svtk',
    where: run,
    expected: 'a run that trained one',
    found: 'an ONNX network, of which only the output is known',
  });
}

function deviceOf({ device }: NetworkArguments): 'auto' | 'cpu' | 'gpu' {
  return device === 'cpu' || device === 'gpu' ? device : 'auto';
}

function warn(text: string): void {
  process.stderr.write(`warning: ${text}\n`);
}

async function openNetwork(
  { kind, recipe, network }: RunWithNetwork,
  onFallback: (text: string) => void,
): Promise<{ readonly feature: Feature; readonly extractor: AnyExtractor }> {
  if (kind === 'foreign') {
    const feature = buildChoice(features, recipe.features);
    const { options } = recipe.model;
    return { feature, extractor: await openForeignExtractor({ feature, options, file: network, onFallback }) };
  }
  const { feature, model } = buildNetwork(recipe);
  const { precision } = recipe.extraction;
  const extractor = openExtractor({ feature, model, weights: loadWeights(network), precision, onFallback });
  return { feature, extractor: { ...extractor, embedding: model.embedding } };
}
