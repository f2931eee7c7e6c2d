import { DataError } from '../../src/core/errors';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { makePass } from '../../src/layers/pass';

beforeAll(async () => {
  await startEngine({ device: 'cpu' });
});

test('makePass(weights).weight(name) of an unknown name is an error that lists the near ones', () => {
  const weight = tf.scalar(1);
  const pass = makePass(new Map([['layer1.0.conv1.weight', weight]]), 'infer');
  expect(() => pass.weight('layer1.0.conv2.weight')).toThrow(DataError);
  expect(() => pass.weight('layer1.0.conv2.weight')).toThrow(/nearest layer1\.0\.conv1\.weight/);
  weight.dispose();
});

test('makePass(…) keeps updates and wanted activations past tidy, the last of each name, and dispose() frees them', () => {
  const before = tf.memory().numTensors;
  const pass = makePass(new Map(), 'train', ['inner']);
  tf.tidy(() => {
    pass.update('mean', tf.scalar(1));
    pass.update('mean', tf.scalar(2));
    pass.expose('inner', tf.scalar(3));
    pass.expose('not wanted', tf.scalar(4));
  });
  expect(pass.updates.get('mean')?.dataSync()[0]).toBe(2);
  expect([...pass.exposed.keys()]).toEqual(['inner']);
  expect(tf.memory().numTensors).toBe(before + 2);
  pass.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
