import { readFileSync, writeFileSync } from 'node:fs';
import { decodeSafetensors, encodeSafetensors, type StoredArray } from '../../src/manifest/safetensors';
import { resnet } from '../../src/models/resnet';
import { formulaWeights, pytorchWeights } from '../models/pytorch-weights';
import { openRig, tinyRecipe } from './rig';

const rig = openRig();
afterAll(() => rig.remove());

test('svtk train with training.start.weights of a PyTorch state dict and no epochs leaves that network, in svtk’s layout', async () => {
  // The model of the tiny recipe.
  const options = { features: 24, channels: 4, blocks: [1, 1], embedding: 16 };
  const { parameters } = resnet({ ...options, pooling: 'unbiased-deviation' });
  const arrays = [...pytorchWeights(parameters)].map(
    ([name, { shape, values }]) => [name, { shape, data: Float32Array.from(values) }] as const,
  );
  writeFileSync(
    rig.path('foreign.safetensors'),
    Buffer.concat(encodeSafetensors(new Map<string, StoredArray>(arrays))),
  );
  rig.write('tiny.yaml', tinyRecipe);
  const command = [
    'train',
    'tiny.yaml',
    'training.start.weights=foreign.safetensors',
    'training.epochs=0',
    '--device',
    'cpu',
  ];
  const done = await rig.svtk(...command);
  expect([done.code, done.code === 0 ? '' : done.err]).toEqual([0, '']);
  const path = rig.path('exp/tiny/default/network.safetensors');
  const { tensors } = decodeSafetensors(readFileSync(path), path);
  for (const [name, values] of formulaWeights(parameters)) {
    expect([...(tensors.get(name)?.data ?? [])]).toEqual([...Float32Array.from(values)]);
  }
  const wrong = await rig.svtk(...command, 'model.embedding=8');
  expect(wrong.code).toBe(3);
  expect(wrong.err).toContain('foreign.safetensors  the weights are of another network');
  expect(wrong.err).toContain('seg_1.weight is [16,192], not [8,192]');
}, 60_000);
