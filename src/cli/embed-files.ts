import { decodeAudio } from '../audio/decode';
import { waveOfPcm } from '../audio/wave-of-pcm';
import { startEngine } from '../engine/start';
import { features } from '../features';
import type { Feature } from '../features/feature';
import type { NamedVectors } from '../manifest/vectors';
import { buildChoice } from '../recipe/choice';
import type { AnyExtractor } from '../stages/embed';
import { openExtractor } from '../stages/extractor';
import { openForeignExtractor } from '../stages/foreign-extractor';
import { buildNetwork } from '../tasks/verification/parts';
import { loadWeights } from '../training/weights';
import { type RunWithNetwork, runWithNetwork } from './trained-run';

/** Embeds audio files by the network of a run; the paths are the ids. Throws DataError where the run is not trained. */
export async function embedFiles(paths: readonly string[], run: string, device: string): Promise<NamedVectors> {
  const found = runWithNetwork(run);
  await startEngine({ device: device === 'cpu' || device === 'gpu' ? device : 'auto', deterministic: true });
  const { feature, extractor } = await openNetwork(found, text => process.stderr.write(`warning: ${text}\n`));
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
