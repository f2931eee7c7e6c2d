import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { decodeAudio } from '../audio/decode';
import { DataError } from '../core/errors';
import { startEngine } from '../engine/start';
import type { NamedVectors } from '../manifest/vectors';
import { checkRecipe } from '../recipe/check';
import { composeRecipes } from '../recipe/compose';
import { openExtractor } from '../stages/extractor';
import { buildNetwork } from '../tasks/verification/parts';
import { verificationRecipe } from '../tasks/verification/recipe';
import { loadWeights } from '../training/weights';

/** Embeds audio files by the network of a run; the paths are the ids. Throws DataError where the run is not trained. */
export async function embedFiles(paths: readonly string[], run: string, device: string): Promise<NamedVectors> {
  const network = join(run, 'network.safetensors');
  const recipeFile = join(run, 'recipe.resolved.yaml');
  for (const file of [recipeFile, network]) {
    if (existsSync(file)) continue;
    throw new DataError({
      where: file,
      what: 'no trained run',
      remedy: 'give the directory of a run: svtk runs lists them',
    });
  }
  const [composed] = composeRecipes(recipeFile);
  if (composed === undefined) throw new DataError({ where: recipeFile, what: 'no recipe' });
  const recipe = checkRecipe(composed, verificationRecipe);
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
      data.set(
        extractor.extract(
          Float32Array.from(pcm, sample => sample / 32768),
          path,
        ),
        row * model.embedding,
      );
    }
    return { ids: paths, vectors: { rows: paths.length, columns: model.embedding, data } };
  } finally {
    extractor.dispose();
  }
}
