// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how recipes write variables
import { entryAt, type Path, plainValue } from '../../src/recipe/node';
import { place } from '../../src/recipe/origin';
import { parseYaml } from '../../src/recipe/parse';

const values = (text: string): unknown => JSON.parse(JSON.stringify(plainValue(parseYaml(text, 'r.yaml').root!)));
const problems = (text: string): string[] =>
  parseYaml(text, 'r.yaml').problems.map(({ origin, path, text: said }) => `${place(origin)} ${path}: ${said}`);

describe('parseYaml(text, file)', () => {
  test.each([
    ['lr: 1e-3', { lr: 0.001 }],
    ['a: no\nb: Yes\nc: off', { a: 'no', b: 'Yes', c: 'off' }],
    ['a: true\nb: False', { a: true, b: false }],
    ['a: 0o17\nb: 0x1F\nc: 017\nd: 1_000', { a: 15, b: 31, c: 17, d: '1_000' }],
    ['a: 2026-11-22\nb: 1:30', { a: '2026-11-22', b: '1:30' }],
    ['a: ~\nb:\nc: null', { a: null, b: null, c: null }],
    ['\uFEFFa: 1', { a: 1 }],
    ['a: 1\r\nb: [2,\r\n 3]\r\n', { a: 1, b: [2, 3] }],
    ['a: \'1\'\nb: "2\\t"\nc: |\n  x\n  y\n', { a: '1', b: '2\t', c: 'x\ny\n' }],
    ['a: !!str 5\nb: !!float 5', { a: '5', b: 5 }],
    ['---\na: 1\n...\n', { a: 1 }],
    ['a: &x {b: 1}\nc: *x', { a: { b: 1 }, c: { b: 1 } }],
    ['# only a comment at the end\na: "é # no comment" # one', { a: 'é # no comment' }],
    ['toString: 1\nhasOwnProperty: 2', { toString: 1, hasOwnProperty: 2 }],
  ])('reads %j as YAML 1.2', (text, expected) => {
    expect(problems(text)).toEqual([]);
    expect(values(text)).toEqual(expected);
  });

  const text = 'a: 1\nlist:\n  - {b: "x", c: [ 10, 20 ]}\n  - deep:\n      er: \'y\'\nempty:\nbig: |\n  text\n';
  test.each<[Path, string, string]>([
    [['a'], '1:1', '1:4'],
    [['list'], '2:1', '3:3'],
    [['list', 0], '3:5', '3:5'],
    [['list', 0, 'b'], '3:6', '3:9'],
    [['list', 0, 'c', 1], '3:23', '3:23'],
    [['list', 1, 'deep', 'er'], '5:7', '5:11'],
    [['empty'], '6:1', '6:1'],
  ])('knows that %j has its key at %s and its value at %s', (path, key, value) => {
    const entry = entryAt(parseYaml(text, 'r.yaml').root!, path)!;
    expect([place(entry.key), place(entry.node.origin)]).toEqual([`r.yaml:${key}`, `r.yaml:${value}`]);
  });

  it('counts lines alike for \\n, \\r\\n and \\r', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const { root } = parseYaml(['a: 1', '', 'b: 2'].join(end), 'r.yaml');
      expect(place(entryAt(root!, ['b'])!.node.origin)).toBe('r.yaml:3:4');
    }
  });

  test.each([
    [
      'a: 1\na: 2\nb: {c: 1, c: 2}',
      ['r.yaml:2:1 a: duplicate key, first at r.yaml:1:1', 'r.yaml:3:11 b.c: duplicate key, first at r.yaml:3:5'],
    ],
    ['a:\n\tb: 1', ['r.yaml:2:1 : tab characters must not be used in indentation; indent with spaces']],
    ['a: 1\n---\nb: 2', ['r.yaml:2:1 : expected one document, found a second one']],
    [
      'base: &b {x: 1}\nc:\n  <<: *b',
      ['r.yaml:3:3 c.<<: YAML merge keys are not read; put the shared part in a file and name it under use:'],
    ],
    [
      'a: {__proto__: {x: 1}}\nconstructor: 1',
      [
        'r.yaml:1:5 a.__proto__: this name is refused as a key',
        'r.yaml:2:1 constructor: this name is refused as a key',
      ],
    ],
    ['a: *x', ['r.yaml:1:5 : alias *x has no anchor before it']],
    ['a: &x [*x]', ['r.yaml:1:9 : alias *x contains itself']],
    ['? [a]\n: 1', ['r.yaml:1:3 : expected a name as key, found a map or list']],
    ['a: !!set {b}', ['r.yaml:1:4 : expected no tag on a map or list']],
    ['a: !js/function x', ['r.yaml:1:4 : unknown scalar tag !<!js/function>']],
    ['a: [1, 2', ['r.yaml:1:9 : unexpected end of the stream within a flow collection']],
    [
      'a: {root: ${X}}',
      ['r.yaml:1:12 : missed comma between flow collection entries; inside { } and [ ] put a variable in quotes'],
    ],
    ['a: "x\0"', ['r.yaml:1:6 : null byte is not allowed in input']],
  ])('says where %j goes wrong', (bad, expected) => {
    expect(problems(bad)).toEqual(expected);
  });

  it('is frozen all the way down', () => {
    const { root } = parseYaml('a: [{b: 1}]', 'r.yaml');
    const item = entryAt(root!, ['a'])!.node;
    expect([root, item].every(Object.isFrozen)).toBe(true);
    if (item.kind === 'list') expect(Object.isFrozen(item.items)).toBe(true);
  });
});
