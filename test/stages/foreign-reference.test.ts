import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startEngine } from '../../src/engine/start';
import { fbank } from '../../src/features/fbank';
import { onnxNetwork } from '../../src/models/onnx';
import { openForeignExtractor } from '../../src/stages/foreign-extractor';

const file = join(__dirname, '../references/onnx-network.onnx');
const { cases } = z
  .object({
    cases: z.array(
      z.object({ samples: z.number(), seed: z.number(), frames: z.number(), embedding: z.array(z.number()) }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(__dirname, '../references/onnx-network.json'), 'utf8')));

/** As in scripts/references/onnx-network.py. */
function wave(samples: number, seed: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, at) => {
    const noise = ((at * at * (seed + 7) + at * 13) % 4001) - 2000;
    return (noise + (((at * (seed + 3)) % 160) - 80) * 50) / 32768;
  });
}

test('openForeignExtractor(…) of a network that PyTorch exported with wespeaker’s names gives what onnxruntime gives in Python', async () => {
  await startEngine({ device: 'cpu' });
  const feature = fbank.build(fbank.options.parse({ mels: 80, cmn: 'utterance' }));
  const extractor = await openForeignExtractor({
    feature,
    options: onnxNetwork.options.parse({ path: file }),
    file,
    onFallback: reason => expect(reason).toBe(''),
  });
  expect(extractor.embedding).toBe(12);
  for (const { samples, seed, frames, embedding } of cases) {
    expect(feature.frames(samples)).toBe(frames);
    const found = await extractor.extract(wave(samples, seed), `wave ${seed}`);
    const largest = Math.max(...embedding.map(Math.abs));
    const gaps = embedding.map((value, place) => Math.abs(value - (found[place] ?? Number.NaN)) / largest);
    expect(Math.max(...gaps)).toBeLessThan(1e-4); // log mel energies in float32 on both sides
  }
  extractor.dispose();
});
