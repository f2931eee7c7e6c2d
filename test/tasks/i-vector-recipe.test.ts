import { composeRecipes } from '../../src/recipe/compose';
import { checkRecipes } from '../../src/recipe/task-definition';
import { tasks } from '../../src/tasks';
import { recipeFile } from '../recipe/folder';

const iVectors = `
task: verification
data:
  train: { corpus: generated-voices }
  trials: [{ corpus: generated-voices, list: test-pairs }]
features: { type: mfcc, cmn: none }
model: i-vector
backends: [cosine]
metrics: [eer]
`;

const problemsOf = (text: string): string => {
  try {
    checkRecipes(composeRecipes(recipeFile(text)), tasks);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

test('a recipe with model: i-vector needs no loss and no training', () => {
  expect(problemsOf(iVectors)).toBe('');
});

test('a recipe with model: i-vector that has a loss, a training or untrained: true is told that it takes none', () => {
  const text = `${iVectors}loss: softmax\ntraining: { epochs: 1, learning_rate: 0.1 }\nuntrained: true\n`;
  const problems = problemsOf(text.replace('learning_rate: 0.1', 'learning_rate: { type: cosine, initial: 0.1 }'));
  expect(problems).toContain('loss: i-vectors take none: model says how they are trained');
  expect(problems).toContain('training: i-vectors take none: model says how they are trained');
  expect(problems).toContain('untrained: i-vectors have no network to leave untrained');
});

test.each(['{ type: mfcc }', '{ type: mfcc, cmn: none, energy: false }', '{ type: fbank, cmn: none }'])(
  'a recipe with model: i-vector and features %s is told which features i-vectors take',
  features => {
    const problems = problemsOf(iVectors.replace('{ type: mfcc, cmn: none }', features));
    expect(problems).toContain('features: i-vectors take { type: mfcc, energy: true, cmn: none }');
  },
);

test('a recipe of a network without loss and training is told that the network needs them', () => {
  const problems = problemsOf(iVectors.replace('model: i-vector', 'model: tdnn'));
  expect(problems).toContain('loss: missing: the network tdnn needs it');
  expect(problems).toContain('training: missing: the network tdnn needs it');
});
