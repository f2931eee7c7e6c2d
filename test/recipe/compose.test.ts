// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how recipes write variables
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type ComposedRecipe, type ComposeOptions, composeRecipes } from '../../src/recipe/compose';
import { entryAt, plainValue } from '../../src/recipe/node';
import { place } from '../../src/recipe/origin';
import { describeProblem } from '../../src/recipe/problem';
import { folderWith } from './folder';

type Files = Readonly<Record<string, string>>;

function compose(files: Files, options: ComposeOptions = {}, name = 'r.yaml'): ComposedRecipe[] {
  return composeRecipes(join(folderWith(files), name), { environment: {}, ...options });
}

const values = (recipe: ComposedRecipe): unknown => JSON.parse(JSON.stringify(plainValue(recipe.root)));

function composed(files: Files, options: ComposeOptions = {}, name = 'r.yaml'): unknown {
  const [recipe] = compose(files, options, name);
  expect(recipe!.problems).toEqual([]);
  return values(recipe!);
}

/** Problems without the temporary folder. */
function problems(files: Files, options: ComposeOptions = {}): string[] {
  const folder = folderWith(files);
  const [recipe] = composeRecipes(join(folder, 'r.yaml'), { environment: {}, ...options });
  return recipe!.problems.map(problem => describeProblem(problem).replaceAll(`${folder}/`, ''));
}

test('composeRecipes(path, { overrides, later }) lays later groups over earlier ones, also a shorter path over a longer', () => {
  const files = { 'r.yaml': 'loss: { type: softmax }' };
  const overrides = ['loss.type=am-softmax', 'loss.margin=0.2'];
  expect(composed(files, { overrides, later: [['loss.margin=0.3']] })).toEqual({
    loss: { type: 'am-softmax', margin: 0.3 },
  });
  expect(composed(files, { overrides, later: [['loss=sofmax']] })).toEqual({ loss: { type: 'sofmax' } });
  expect(compose(files, { overrides: ['seed=1,2'], later: [['x=3,4']] }).map(({ sweep }) => sweep)).toEqual([
    'seed=1,x=3',
    'seed=1,x=4',
    'seed=2,x=3',
    'seed=2,x=4',
  ]);
});

test('composeRecipes(path, { overrides, writtenAt }) says of an override in a file where it stands', () => {
  const at = { kind: 'file', file: 't.yaml', line: 4, column: 9 } as const;
  const options = { overrides: ['a..b=1', '=2'], writtenAt: new Map([['a..b=1', at]]) };
  expect(problems({ 'r.yaml': 'x: 1' }, options)).toEqual([
    "t.yaml:4:9  'a..b=1'  expected a key of letters, digits, - and _, with dots between the levels",
    "argument '=2'  expected a key of letters, digits, - and _, with dots between the levels",
  ]);
});

test('composeRecipes(path) does not wait for the writer of a pipe that it is to use', () => {
  const folder = folderWith({ 'r.yaml': 'use: [pipe.yaml]' });
  execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
  const [recipe] = composeRecipes(join(folder, 'r.yaml'), { environment: {} });
  expect(recipe?.problems.map(({ text }) => text)).toEqual(['expected a file, found a pipe or device']);
});

describe('composeRecipes(path) with use:', () => {
  it('lays the files in order, then the recipe', () => {
    const files = {
      'r.yaml': 'use: [a.yaml, b.yaml]\nx: {r: 1}',
      'a.yaml': 'x: {a: 1, b: 1, r: 0}',
      'b.yaml': 'x: {b: 2}\nl: [1]',
    };
    expect(composed(files)).toEqual({ x: { a: 1, b: 2, r: 1 }, l: [1] });
  });

  it('replaces lists, and the options of a type that changes', () => {
    const files = {
      'r.yaml': 'use: a.yaml\nloss: {type: b, s: 1}\nl: [3]',
      'a.yaml': 'loss: {type: a, m: 1}\nl: [1, 2]',
    };
    expect(composed(files)).toEqual({ loss: { type: 'b', s: 1 }, l: [3] });
  });

  it('reads a name as a type without options, above and below a map', () => {
    expect(composed({ 'r.yaml': 'use: a.yaml\nloss: {m: 2}', 'a.yaml': 'loss: am' })).toEqual({
      loss: { type: 'am', m: 2 },
    });
    expect(composed({ 'r.yaml': 'use: a.yaml\nloss: b', 'a.yaml': 'loss: {type: a, m: 1}' })).toEqual({
      loss: { type: 'b' },
    });
    expect(composed({ 'r.yaml': 'use: a.yaml\nloss: a', 'a.yaml': 'loss: {type: a, m: 1}' })).toEqual({
      loss: { type: 'a', m: 1 },
    });
  });

  it('lays a file that two parts share only once, below both', () => {
    const files = {
      'r.yaml': 'use: [a.yaml, b.yaml]',
      'a.yaml': 'use: common.yaml\nx: a',
      'b.yaml': 'use: common.yaml\ny: b',
      'common.yaml': 'x: common\ny: common',
    };
    expect(composed(files)).toEqual({ x: 'a', y: 'b' });
  });

  it('looks beside the file that names it, then above, then in the package', () => {
    const files = {
      'recipes/deep/r.yaml': 'use: [configs/a.yaml, b.yaml]',
      'configs/a.yaml': 'a: above',
      'recipes/deep/b.yaml': 'b: beside',
    };
    expect(composed(files, {}, 'recipes/deep/r.yaml')).toEqual({ a: 'above', b: 'beside' });
  });

  it('names the circle', () => {
    const files = { 'r.yaml': 'use: a.yaml', 'a.yaml': 'use: [b.yaml]', 'b.yaml': 'x: 1\nuse: r.yaml' };
    expect(problems(files)).toEqual([
      'b.yaml:2:6  use: files use each other in a circle: r.yaml → a.yaml → b.yaml → r.yaml',
    ]);
  });

  it('says which file is missing, with near names', () => {
    const files = { 'r.yaml': 'use: [configs/fbank8.yaml, 3]', 'configs/fbank80.yaml': 'x: 1' };
    expect(problems(files)).toEqual([
      'r.yaml:1:28  use: expected the path of a .yaml file',
      "r.yaml:1:7  use: expected a file beside r.yaml, above it, or in svtk's own configs, found none, did you mean configs/fbank80.yaml?",
    ]);
  });

  it('keeps the place of each value, and what it took the place of', () => {
    const folder = folderWith({ 'r.yaml': 'use: a.yaml\nx: {b: 2}', 'a.yaml': '# part\nx: {a: 1, b: 1}' });
    const [recipe] = composeRecipes(join(folder, 'r.yaml'), { overrides: ['x.b=3'] });
    const at = (...path: string[]) => entryAt(recipe!.root, path)!.node;
    expect(place(at('x', 'a').origin)).toBe(`${folder}/a.yaml:2:8`);
    expect(place(at('x', 'b').origin)).toBe("argument 'x.b=3'");
    expect(place(at('x', 'b').replaced!.origin)).toBe(`${folder}/r.yaml:2:8`);
    expect(place(at('x', 'b').replaced!.replaced!.origin)).toBe(`${folder}/a.yaml:2:14`);
    expect(recipe!.files.map(file => file.slice(folder.length + 1))).toEqual(['a.yaml', 'r.yaml']);
  });

  test.each([
    ['', 'r.yaml:1:1  expected a recipe, found an empty file'],
    ['- a', 'r.yaml:1:1  expected keys and values, found a list'],
    ['just text', 'r.yaml:1:1  expected keys and values, found a scalar'],
  ])('refuses %j', (text, expected) => {
    expect(problems({ 'r.yaml': text })).toEqual([expected]);
  });

  it('refuses bytes that are not UTF-8, and folders', () => {
    const folder = folderWith({ 'r.yaml': new Uint8Array([0x61, 0x3a, 0x20, 0xff]), 'd/x.yaml': '' });
    const text = (name: string) => composeRecipes(join(folder, name))[0]!.problems[0]!.text;
    expect(text('r.yaml')).toBe('expected UTF-8 text, found other bytes');
    expect(text('d')).toBe('expected a file, found a folder');
  });
});

describe('composeRecipes(path) with a profile', () => {
  const files = { 'r.yaml': 'a: {x: 1, y: 1}\nprofiles: {mini: {a: {x: 0}}, other: {a: {x: 9}}}' };
  it('lays it over the recipe and under the arguments', () => {
    expect(composed(files)).toEqual({ a: { x: 1, y: 1 } });
    expect(composed(files, { profile: 'mini' })).toEqual({ a: { x: 0, y: 1 } });
    expect(composed(files, { profile: 'mini', overrides: ['a.x=5'] })).toEqual({ a: { x: 5, y: 1 } });
  });
  it('lists near names for an unknown one', () => {
    expect(problems(files, { profile: 'mni' })).toEqual([
      "r.yaml:2:1  profiles: expected mini or other, found 'mni', did you mean mini?",
    ]);
    expect(problems({ 'r.yaml': 'a: 1' }, { profile: 'x' })).toEqual([
      "r.yaml:1:1  profiles: the recipe has no profiles, found 'x'",
    ]);
  });
});

describe('composeRecipes(path) with key.path=value', () => {
  const files = { 'r.yaml': 'loss: {type: a, m: 1}\nb: [{l: 1}, c]\nt: x' };
  test.each<[string[], unknown]>([
    [['loss.m=1e-3'], { loss: { type: 'a', m: 0.001 } }],
    [['loss.type=b'], { loss: { type: 'b' } }],
    [['loss.m=2', 'loss.type=b'], { loss: { type: 'b', m: 2 } }],
    [['loss.type=b', 'loss.m=2'], { loss: { type: 'b', m: 2 } }],
    [['loss.m=2', 'loss=b'], { loss: { type: 'b', m: 2 } }],
    [['loss={type: b, k: [1, 2]}'], { loss: { type: 'b', k: [1, 2] } }],
    [['b.0.l=5'], { b: [{ l: 5 }, 'c'] }],
    [['b.1.m=5'], { b: [{ l: 1 }, { type: 'c', m: 5 }] }],
    [['b.2.m=5'], { b: { 2: { m: 5 } } }],
    [["t='1,2'"], { t: '1,2' }],
    [['t=[1, 2]'], { t: [1, 2] }],
    [["t=''"], { t: '' }],
    [['t=null'], { t: null }],
    [['t=a=b'], { t: 'a=b' }],
    [["t=d'Artagnan"], { t: "d'Artagnan" }],
    [['new.key=1', 'new.other=2'], { new: { key: 1, other: 2 } }],
    [['t=1', 't=2'], { t: 2 }],
  ])('%j', (overrides, expected) => {
    expect(composed(files, { overrides })).toEqual({
      loss: { type: 'a', m: 1 },
      b: [{ l: 1 }, 'c'],
      t: 'x',
      ...(expected as object),
    });
  });

  test.each([
    ['t', "argument 't'  expected key.path=value"],
    ['=1', "argument '=1'  expected a key of letters, digits, - and _, with dots between the levels"],
    ['a..b=1', "argument 'a..b=1'  expected a key of letters, digits, - and _, with dots between the levels"],
    ['t=', "argument 't='  expected a value after =; an empty text is ''"],
    ['t=1,,2', "argument 't=1,,2'  expected a value after each comma; an empty text is ''"],
    ['t=[1', "argument 't=[1'  t: unexpected end of the stream within a flow collection"],
    [`${'a.'.repeat(30)}b=1`, `argument '${'a.'.repeat(29)}a…'  expected at most 20 keys, found 31`],
  ])('%j is a problem', (override, expected) => {
    expect(problems(files, { overrides: [override] })).toEqual([expected]);
  });

  it('makes one recipe of each combination of swept values, the last varying fastest', () => {
    const recipes = compose(files, { overrides: ['loss.m=0.2,0.3', 't=y', "b='a,b',[1, 2],c"] });
    expect(recipes.map(({ sweep }) => sweep)).toEqual([
      'm=0.2,b=a-b',
      'm=0.2,b=1-2',
      'm=0.2,b=c',
      'm=0.3,b=a-b',
      'm=0.3,b=1-2',
      'm=0.3,b=c',
    ]);
    expect(values(recipes[4]!)).toEqual({ loss: { type: 'a', m: 0.3 }, b: [1, 2], t: 'y' });
    expect(recipes.map(({ name }) => name)).toEqual(Array(6).fill('r'));
  });

  it('names sweep points apart: by the whole path, by a number', () => {
    expect(compose(files, { overrides: ['loss.m=1,2', 'x.m=3,4'] }).map(({ sweep }) => sweep)[0]).toBe(
      'loss.m=1,x.m=3',
    );
    expect(compose(files, { overrides: ['t=a b,a-b'] }).map(({ sweep }) => sweep)).toEqual(['t=a-b-1', 't=a-b-2']);
  });

  it('refuses a sweep of more than a thousand', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index).join(',');
    expect(problems(files, { overrides: [`a=${hundred}`, `c=${hundred}`] })).toEqual([
      expect.stringContaining('expected a sweep of at most 1000 recipes, found 10000'),
    ]);
  });
});

describe('composeRecipes(path) with ${NAME}', () => {
  const environment = { ROOT: '/corpora', N: '40', ON: 'true', EMPTY: '', EVIL: 'x: {y: 1}', NO: 'null' };
  test.each([
    ['${ROOT}', '/corpora'],
    ['"${ROOT}/a${N}b"', '/corpora/a40b'],
    ['${N}', 40],
    ['"${N}"', '40'],
    ['${ON}', true],
    ['${NO}', 'null'],
    ['${EVIL}', 'x: {y: 1}'],
    ['${EMPTY}', ''],
    ['${MISSING:-7}', 7],
    ['${EMPTY:-7}', 7],
    ['${MISSING:-}', ''],
    ['$${ROOT}', '${ROOT}'],
    ['$$${ROOT}', '$${ROOT}'],
    ['$ROOT', '$ROOT'],
  ])('reads %s as %j', (text, expected) => {
    expect(composed({ 'r.yaml': `a: ${text}` }, { environment })).toEqual({ a: expected });
  });

  test.each([
    ['${MISSING}', 'environment variable MISSING is not set'],
    ['${ROOTS}', 'environment variable ROOTS is not set, did you mean ROOT?'],
    ['${}', 'expected ${NAME} or ${NAME:-default}, found ${}'],
    ['${a b}', 'expected ${NAME} or ${NAME:-default}, found ${a b}'],
    ['${ROOT', 'expected } after ${ROOT'],
    ['${__proto__}', 'environment variable __proto__ is not set'],
  ])('says what is wrong with %s', (text, expected) => {
    expect(problems({ 'r.yaml': `a:\n  - ${text}` }, { environment })).toEqual([`r.yaml:2:5  a[0]: ${expected}`]);
  });

  it('does not miss a variable whose value an argument replaces, or of a profile not chosen', () => {
    const files = { 'r.yaml': 'a: ${MISSING}\nprofiles: {p: {b: "${MISSING}"}}' };
    expect(composed(files, { overrides: ['a=1'] })).toEqual({ a: 1 });
  });

  it('expands what use: names', () => {
    expect(composed({ 'r.yaml': 'use: ${DIR}/a.yaml', 'p/a.yaml': 'x: 1' }, { environment: { DIR: 'p' } })).toEqual({
      x: 1,
    });
  });
});
