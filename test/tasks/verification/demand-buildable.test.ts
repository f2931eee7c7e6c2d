import { UsageError } from '../../../src/core/errors';
import { demandBuildable } from '../../../src/tasks/verification/demand-buildable';
import { verificationRecipe } from '../../../src/tasks/verification/recipe';

const whole = {
  task: 'verification',
  data: {
    train: [{ corpus: 'voxceleb1', split: 'dev' }],
    trials: [{ corpus: 'voxceleb1', list: 'o-original' }],
  },
  features: { type: 'mfcc', mels: 40, coefficients: 40 },
  model: { type: 'frame-cnn', fc1: 1500, fc2: 600 },
  loss: 'softmax',
  training: { epochs: 1, learning_rate: { type: 'cosine', initial: 0.1 } },
  backends: ['cosine', { type: 'plda', lda: 200 }],
  metrics: ['eer'],
};
const holding = (changed: object) => () => demandBuildable(verificationRecipe.parse({ ...whole, ...changed }));
const trials = [{ corpus: 'voxceleb1', list: 'o' }];

test('demandBuildable(recipe) lets a recipe pass whose parts fit, corpora or not', () => {
  expect(holding({})).not.toThrow();
});

test('demandBuildable(recipe) names the splits and lists that a corpus has', () => {
  const data = (changed: object) => ({ data: { ...whole.data, ...changed } });
  expect(holding(data({ train: [{ corpus: 'voxceleb1', split: 'development' }] }))).toThrow(
    /unknown split of voxceleb1: expected dev, test, all, found 'development'/,
  );
  expect(holding(data({ trials: [...trials, { corpus: 'voxceleb1', list: 'original' }] }))).toThrow(
    /unknown trial list of voxceleb1: expected o, o-original, .*found 'original'.*did you mean o-original/s,
  );
});

test('demandBuildable(recipe) builds the network on its features', () => {
  expect(holding({ model: 'vgg-m' })).toThrow(/too few bins for VGG-M: expected at least 97.*found 40/);
});

test('demandBuildable(recipe) holds LDA to the shortest embedding of network, readings and i-vectors', () => {
  const backends = ['cosine', { type: 'plda', lda: 601 }];
  expect(holding({ backends })).toThrow(UsageError);
  expect(holding({ backends })).toThrow(/backends\[1\].*LDA cannot keep.*at most 600, .*found 601/);
  expect(holding({ backends: [{ type: 'lda', dimension: 700 }] })).toThrow(/backends\[0\].*found 700/);
  const wide = { model: { type: 'frame-cnn', embedding_layer: 'fc1' }, backends };
  expect(holding(wide)).not.toThrow();
  const readings = [{ name: 'fc2', model: { type: 'frame-cnn', embedding_layer: 'fc2' } }];
  expect(holding({ ...wide, extraction: { readings } })).toThrow(/at most 600/);
  const { loss: _, training: __, ...rest } = whole;
  const vectors = {
    ...rest,
    features: { ...whole.features, cmn: 'none' },
    model: { type: 'i-vector', dimension: 100 },
  };
  expect(() => demandBuildable(verificationRecipe.parse(vectors))).toThrow(/at most 100/);
});

test('verificationRecipe refuses a contrastive loss without pairs to learn from', () => {
  const faults = (training: object): unknown => {
    const parsed = verificationRecipe.safeParse({
      ...whole,
      loss: 'contrastive',
      training: { ...whole.training, ...training },
    });
    return parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  };
  expect(faults({ sampling: 'pairs' })).toEqual([]);
  expect(faults({})).toEqual([
    'training.sampling: contrastive learns from pairs of utterances: expected pairs, found utterances',
  ]);
  expect(faults({ sampling: 'pairs', batch: 63 })).toEqual([
    'training.batch: expected an even number, for pairs, found 63',
  ]);
});
