import { decodeAudio } from '../audio/decode';
import { startEngine } from '../engine/start';
import type { NamedVectors } from '../manifest/vectors';
import { openExtractor } from '../stages/extractor';
import { buildNetwork } from '../tasks/verification/parts';
import { loadWeights } from '../training/weights';
import { trainedRun } from './trained-run';

/** Embeds audio files by the network of a run; the paths are the ids. Throws DataError where the run is not trained. */
export async function embedFiles(paths: readonly string[], run: string, device: string): Promise<NamedVectors> {
  const { recipe, network } = trainedRun(run);
  await startEngine({ device: device === 'cpu' || device === 'gpu' ? device : 'auto', deterministic: true });
  const { feature, model } = buildNetwork(recipe);
  const extractor = openExtractor({
    feature,
    model,
    weights: loadWeights(network),
    precision: recipe.extraction.precision,
    onFallback: text => process.stderr.write(`warning: ${text}\n`),
  });
  try {
    const data = new Float32Array(paths.length * model.embedding);
    for (const [row, path] of paths.entries()) {
      const pcm = await decodeAudio(path, { sampleRate: feature.sampleRate });
      const samples = Float32Array.from(pcm, sample => sample / 32768);
      data.set(await extractor.extract(samples, path), row * model.embedding);
    }
    return { ids: paths, vectors: { rows: paths.length, columns: model.embedding, data } };
  } finally {
    extractor.dispose();
  }
}
