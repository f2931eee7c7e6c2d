import { folderName, runName } from '../../src/tasks/run-name';

test('runName(text) is one plain file name', () => {
  expect(runName('margin=0.2,seed=3')).toBe('margin-0.2_seed-3');
  expect(runName('margin=-1')).toBe('margin--1');
  expect(runName('../Real AM-Softmax, m = 0.30')).toBe('Real-AM-Softmax_m-0.30');
  expect(runName('…')).toBe('run');
});

test('folderName(recipe) keeps recipes of one name in different folders below recipes apart', () => {
  expect(folderName('/home/me/recipes/voxceleb/resnet34.yaml')).toBe('voxceleb-resnet34');
  expect(folderName('/home/me/recipes/quickstart.yaml')).toBe('quickstart');
  expect(folderName('/home/me/mine/tiny.yaml')).toBe('tiny');
  expect(folderName('/home/me/recipes/voxceleb/cam++.yaml')).toBe('voxceleb-campp');
});
