import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { decodeAudio } from '../audio/decode';
import { waveOfPcm } from '../audio/wave-of-pcm';
import { UsageError } from '../core/errors';
import { packageRoot } from '../core/package-root';
import { startEngine } from '../engine/start';
import { tf } from '../engine/tf';
import { features } from '../features';
import type { Feature } from '../features/feature';
import { writeNpy } from '../manifest/npy';
import { checkRecipe } from '../recipe/check';
import { buildChoice, choice } from '../recipe/choice';
import { loadRecipes } from '../recipe/load';
import { arrayOutputs } from './array-outputs';
import type { FeaturesArguments } from './features';

const schema = z.strictObject({ features: choice(features, 'feature') });

/** Writes one array for each recording; says of each what was written. Throws before any work where two would have one name. */
export async function extractFeatures(
  { audio, features: named, out, device }: FeaturesArguments,
  say: (line: string) => void,
): Promise<void> {
  const feature = featureOf(named);
  const files = arrayOutputs(audio, out);
  await startEngine({ device });
  for (const [path, file] of files) {
    const samples = await decodeAudio(path, { sampleRate: feature.sampleRate });
    const rows = framesOf(feature, samples);
    writeNpy(file, rows);
    say(`${file}  ${rows.rows} × ${rows.columns}`);
  }
}

/** A shelf's name, a config's name, or the path of a YAML file. */
function featureOf(named: string): Feature {
  const places = [
    named,
    ...[process.cwd(), packageRoot].map(root => join(root, 'configs', 'features', `${named}.yaml`)),
  ];
  const file = places.find(place => extname(place) === '.yaml' && existsSync(place));
  if (file === undefined && (Object.hasOwn(features, named) || extname(named) !== '.yaml')) {
    const parsed = schema.safeParse({ features: named });
    if (parsed.success) return buildChoice(features, parsed.data.features);
    throw new UsageError({
      what: 'unknown features',
      expected: `${Object.keys(features).join(', ')}, or a file of configs/features`,
      found: `'${named}'`,
    });
  }
  const [composed] = loadRecipes(file ?? named);
  if (composed === undefined) throw new Error('a recipe without a sweep is one recipe');
  return buildChoice(features, checkRecipe(composed, schema).features);
}

function framesOf(feature: Feature, samples: Int16Array): { rows: number; columns: number; data: Float32Array } {
  const wave = waveOfPcm(samples);
  const extracted = tf.tidy(() => feature.extract(tf.tensor2d(wave, [1, wave.length])));
  const [, rows, columns] = extracted.shape;
  const data = Float32Array.from(extracted.dataSync());
  extracted.dispose();
  return { rows, columns, data };
}
