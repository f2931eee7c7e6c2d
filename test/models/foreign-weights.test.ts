import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../../src/core/errors';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { sizeOf } from '../../src/layers/parameter';
import { makePass } from '../../src/layers/pass';
import { encodeSafetensors, type StoredArray } from '../../src/manifest/safetensors';
import { models } from '../../src/models';
import { ecapaTdnn } from '../../src/models/ecapa-tdnn';
import { foreignWeights } from '../../src/models/foreign-weights';
import { resnet } from '../../src/models/resnet';
import type { SpeakerModel } from '../../src/models/speaker-model';
import reference from '../references/foreign-weights.json';
import { byFormula } from './pytorch-weights';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-weights-'));
  await startEngine({ device: 'cpu' });
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(bytes: Uint8Array | readonly Uint8Array[], name = 'network.safetensors'): string {
  const path = join(folder, name);
  writeFileSync(path, bytes instanceof Uint8Array ? bytes : Buffer.concat(bytes));
  return path;
}

function embed(model: SpeakerModel, path: string, time: number, features: number): number[] {
  return [
    ...tf.tidy(() => {
      const weights = [...foreignWeights(path, model.parameters)];
      const tensors = weights.map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])] as const);
      const x = byFormula(time * features, 1000).map(value => 3 * value);
      return model.forward(makePass(new Map(tensors), 'infer'), tf.tensor3d(x, [1, time, features])).dataSync();
    }),
  ];
}

const { context, ...ecapaOptions } = reference.ecapa.options;
const networks = [
  ['resnet', resnet({ ...reference.resnet.options, pooling: 'unbiased-deviation' }), reference.resnet],
  ['ecapa-tdnn', ecapaTdnn({ ...ecapaOptions, globalContext: context }), reference.ecapa],
] as const;

for (const [name, model, known] of networks) {
  test(`foreignWeights(path, …) of a ${name} that PyTorch wrote gives PyTorch’s embedding, past counters and classes`, () => {
    const path = fileOf(Buffer.from(known.file, 'base64'));
    const found = embed(model, path, known.time, known.options.features);
    const largest = Math.max(...known.embedding.map(Math.abs));
    expect(found.length).toBe(known.embedding.length);
    for (const [at, value] of known.embedding.entries()) {
      expect(Math.abs((found[at] ?? Number.NaN) - value) / largest).toBeLessThan(1e-5); // float32
    }
  });
}

test.each([
  ['avg_model.pt', 'average'],
  ['training.ckpt', 'checkpoint'],
] as const)('foreignWeights(%s, …) takes what torch.save wrote, number for number as of safetensors', (name, key) => {
  const [, model, known] = networks[0];
  const path = fileOf(Buffer.from(reference.torch[key], 'base64'), name);
  const expected = foreignWeights(fileOf(Buffer.from(known.file, 'base64')), model.parameters);
  expect(foreignWeights(path, model.parameters)).toEqual(expected);
});

test('foreignWeights(path, …) of a checkpoint with two networks asks which, and of code runs nothing', () => {
  const [, { parameters }] = networks[0];
  const two = fileOf(Buffer.from(reference.torch.ambiguous, 'base64'), 'two.pt');
  expect(errorOf(() => foreignWeights(two, parameters))).toContain("found 'student', 'teacher'");
  const code = fileOf(Buffer.from('\x80\x02cos\nsystem\n.', 'latin1'), 'code.pt');
  expect(errorOf(() => foreignWeights(code, parameters))).toContain('found os.system');
});

test('foreignWeights(path, …) puts kernel [output][input][frequency][time] of the full ResNet34 at [time][frequency][input][output]', () => {
  const { parameters } = models.resnet34.build(models.resnet34.options.parse({}), { features: 80 });
  const arrays = parameters.map(({ name, shape }) => {
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, index) => index);
    return [name, { shape: [...shape].reverse(), data }] as const;
  });
  const found = foreignWeights(fileOf(encodeSafetensors(new Map<string, StoredArray>(arrays))), parameters);
  expect([...found].map(([name, { shape }]) => [name, shape])).toEqual(
    parameters.map(({ name, shape }) => [name, shape]),
  );
  const [outputs, inputs] = [128, 64]; // of layer3.0.conv1, 3 × 3
  const at = (...[time, frequency, input, output]: [number, number, number, number]) =>
    found.get('layer3.0.conv1.weight')?.data[((time * 3 + frequency) * inputs + input) * outputs + output];
  expect(at(2, 1, 40, 99)).toBe(((99 * inputs + 40) * 3 + 1) * 3 + 2);
});

test('foreignWeights(path, …) of another network is one error that names what is missing, unknown and of another shape', () => {
  const [, , known] = networks[0];
  const path = fileOf(Buffer.from(known.file, 'base64'));
  const wider = resnet({ ...reference.resnet.options, embedding: 4, blocks: [1, 2], pooling: 'unbiased-deviation' });
  const message = errorOf(() => foreignWeights(path, wider.parameters));
  expect(message).toContain('network.safetensors  the weights are of another network: expected the 42 arrays');
  expect(message).toContain('layer2.1.conv1.weight is missing; ');
  expect(message).toContain(' and 7 more');
  const other = resnet({ ...reference.resnet.options, embedding: 4, pooling: 'unbiased-deviation' });
  expect(errorOf(() => foreignWeights(path, other.parameters))).toContain(
    'found seg_1.weight is [3,40], not [4,40]; seg_1.bias is [3], not [4]\n',
  );
  const smaller = resnet({ ...reference.resnet.options, blocks: [1], pooling: 'unbiased-deviation' });
  expect(errorOf(() => foreignWeights(path, smaller.parameters))).toContain('is unknown to the model');
});

function errorOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('no error');
}
