import { z } from 'zod';
import { checkRecipe } from '../../src/recipe/check';
import { composeRecipes } from '../../src/recipe/compose';
import { checkRecipes } from '../../src/recipe/task-definition';
import { recipe as recipeSchema, tasks } from './fake-task';
import { folderWith, recipeFile } from './folder';
import { sample } from './sample';

const messageOf = (work: () => void): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'nothing was thrown';
};

/** What checkRecipe has against a recipe. */
const against = (text: string, overrides: readonly string[] = []): string => {
  const path = recipeFile(text);
  return messageOf(() => checkRecipe(composeRecipes(path, { overrides })[0]!, recipeSchema)).replaceAll(path, 'r.yaml');
};

describe('checkRecipe(composed, schema) with profiles', () => {
  const profiles = `profiles:
  mini:
    training: { epochs: 1, bach: 8 }
    loss: { margin: "\${NOT_SET}" }
`;

  it('finds a slip in a profile that was not chosen, and asks for none of its variables', () => {
    expect(against(`${sample}\n${profiles}`)).toBe(
      `r.yaml:${sample.split('\n').length + 3}:28  training.bach: unknown key, did you mean batch?\n1 problem; nothing was run.`,
    );
  });

  it('lays overrides over such a profile too: what they take the place of is no problem', () => {
    const mini = 'profiles: { mini: { loss: { margin: 0.1 } } }';
    expect(against(`${sample}\n${mini}`, ['loss=softmax'])).toBe('nothing was thrown');
  });

  it.each([
    ['profils: {}', 'profils', 'profiles'],
    ['sue: [a.yaml]', 'sue', 'use'],
  ])('%s: did you mean', (line, key, meant) => {
    expect(against(`${sample}\n${line}`)).toContain(`${key}: unknown key, did you mean ${meant}`);
  });
});

it('checkRecipes(recipes, tasks) says that `use` is misspelled where the task is in the file that it names', () => {
  const folder = folderWith({ 'r.yaml': 'ues: [a.yaml]', 'a.yaml': 'task: verification' });
  const two = { ...tasks, other: { ...tasks.verification! } };
  expect(messageOf(() => checkRecipes(composeRecipes(`${folder}/r.yaml`), two))).toContain(
    'r.yaml:1:1  ues: unknown key, did you mean use?',
  );
});

describe('checkRecipe(composed, schema)', () => {
  it('gives the typed values with defaults, frozen to the last list', () => {
    const [composed] = composeRecipes(recipeFile(sample));
    const checked = checkRecipe(composed!, recipeSchema);
    expect(checked.training).toEqual({
      epochs: 40,
      batch: 128,
      rate: 0.1,
      crop: 2,
      deterministic: true,
      precision: 'bf16',
    });
    expect(checked.loss).toEqual({ type: 'am-softmax', options: { scale: 30, margin: 0.3 } });
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(checked)).toBe(true);
  });

  it('lists everything that is wrong at once, by file, line and column', () => {
    const folder = folderWith({
      'r.yaml': `task: verification
use: [part.yaml, none.yaml]
data:
  root: \${NOT_SET}
  trials: [voxceleb1-o, 3]
loss: { type: am-softmx, margn: 0.3 }
training:
  epochs: 4o
  crop: 2 sec
  epochs: 3
  deterministic: no
  precision: fp16
backends: [cosine, { type: plda, lda: 0.5 }]
`,
      'part.yaml': 'model: { embeding: 256 }\ntraining: { rate: fast }\n',
    });
    const [composed] = composeRecipes(`${folder}/r.yaml`, {
      overrides: ['training.batch=many', 'seeed=1'],
      environment: {},
    });
    const message = messageOf(() => checkRecipe(composed!, recipeSchema)).replaceAll(`${folder}/`, '');
    expect(
      message,
    ).toBe(`r.yaml:2:18  use: expected a file beside r.yaml, above it, or in svtk's own configs, found none
r.yaml:4:9  data.root: environment variable NOT_SET is not set
r.yaml:5:25  data.trials[1]: expected text, found 3
r.yaml:6:15  loss.type: expected a loss (softmax or am-softmax), found "am-softmx", did you mean am-softmax?
r.yaml:6:26  loss.margn: unknown key, did you mean margin?
r.yaml:8:11  training.epochs: expected a number, found "4o"
r.yaml:9:9  training.crop: expected seconds, as in 2 s or 200 ms, found "2 sec" (units: us, ms, s, min, h)
r.yaml:10:3  training.epochs: duplicate key, first at r.yaml:8:3
r.yaml:11:18  training.deterministic: expected true or false, found "no", did you mean false?
r.yaml:12:14  training.precision: expected fp32 or bf16, found "fp16", did you mean fp32 or bf16?
r.yaml:13:39  backends[1].lda: expected a whole number, found 0.5
part.yaml:1:10  model.embeding: unknown key, did you mean embedding?
part.yaml:2:19  training.rate: expected a number, found "fast"
argument 'training.batch=many'  training.batch: expected a whole number, as in 40000, 40k or 1.2 M, found "many" (units: k, M)
argument 'seeed=1'  seeed: unknown key, did you mean seed?
15 problems; nothing was run.`);
  });

  it('names the range of each field, though two are wrong in the same way', () => {
    const schema = z.strictObject({
      a: z.number().min(0).max(0.3),
      b: z.int().min(10).max(20),
      c: z.number().positive().max(1),
      d: z.array(z.int()).max(2),
      e: z.string().min(2),
    });
    const text = 'a: 3\nb: 3\nc: 3\nd: [1, 2, 3]\ne: x\n';
    const path = recipeFile(text);
    const message = messageOf(() => checkRecipe(composeRecipes(path)[0]!, schema));
    expect(message.replaceAll(`${path}:`, '').split('\n').slice(0, -1)).toEqual([
      '1:4  a: expected a number from 0 to 0.3, found 3',
      '2:4  b: expected a whole number from 10 to 20, found 3',
      '3:4  c: expected at most 1, found 3',
      '4:4  d: expected at most 2 items, found a list of 3',
      '5:4  e: expected at least 2 characters, found "x"',
    ]);
  });

  it('says the same for the best of a union', () => {
    const schema = z.strictObject({ a: z.union([z.literal('all'), z.strictObject({ first: z.int() }), z.number()]) });
    const said = (text: string): string =>
      messageOf(() => checkRecipe(composeRecipes(recipeFile(text))[0]!, schema))
        .split('\n')[0]!
        .replace(/^.*? {2}/, '');
    expect(said('a: most')).toBe('a: expected all, keys and values or a number, found "most"');
    expect(said('a: { frist: 1 }')).toBe('a.frist: unknown key, did you mean first?');
    expect(said('a: { first: x }')).toBe('a.first: expected a number, found "x"');
  });
});

describe('checkRecipes(recipes, tasks)', () => {
  const problems = (text: string): string[] => {
    const path = recipeFile(text);
    return messageOf(() => checkRecipes(composeRecipes(path), { ...tasks, other: tasks['verification']! }))
      .replaceAll(path, 'r')
      .split('\n')
      .slice(0, -1);
  };
  it('finds the task, or the one that was meant', () => {
    expect(checkRecipes(composeRecipes(recipeFile(sample)), tasks)[0]!.task).toBe('verification');
    expect(problems('task: anything')).toEqual(['r:1:7  task: expected verification or other, found "anything"']);
    expect(problems('seed: 1')).toEqual(['r:1:1  task: missing, expected verification or other']);
    expect(problems(sample.replace('task: v', 'tsak: v'))).toEqual(['r:2:1  tsak: unknown key, did you mean task?']);
    expect(problems(sample.replace('ication', 'iction'))).toEqual([
      'r:2:7  task: expected verification, found "verifiction", did you mean verification?',
    ]);
  });

  it('shows the problems of all recipes, those of a sweep once', () => {
    const [a, b] = [recipeFile(sample.replace('seed: 1', 'seed: x')), recipeFile(sample)];
    const recipes = [
      ...composeRecipes(a, { overrides: ['loss.scale=1,2'] }),
      ...composeRecipes(b, { overrides: ['loss.scale=1,-2'] }),
    ];
    expect(messageOf(() => checkRecipes(recipes, tasks)).split('\n')).toEqual([
      `${a}:3:7  seed: expected a number, found "x"`,
      "argument 'loss.scale=1,-2'  loss.scale: expected more than 0, found -2",
      '2 problems; nothing was run.',
    ]);
  });
});
