import fc from 'fast-check';
import { overlay, unite } from '../../src/recipe/merge';
import { plainValue, type RecipeNode } from '../../src/recipe/node';
import { parseYaml } from '../../src/recipe/parse';

const tree = (value: unknown): RecipeNode => parseYaml(JSON.stringify(value), 'made.yaml').root!;
const plain = (node: RecipeNode): unknown => JSON.parse(JSON.stringify(plainValue(node)));
const laid = (...layers: unknown[]): unknown => plain(layers.map(tree).reduce(overlay));

// Few keys, so that layers meet; texts that could be names of types are left out, as they stand for maps.
const key = fc.constantFrom('a', 'b', 'c', 'd');
const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom('2 s', '/x', 'B'), fc.constant(null));
const { layer } = fc.letrec<{ layer: unknown; value: unknown }>(tie => ({
  layer: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(leaf, { maxLength: 3 }), tie('layer')),
}));

/** The second, slow formula: what stands at every path of single values and lists, the last layer first. */
function reference(base: unknown, over: unknown): unknown {
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(base) || !isMap(over)) return over;
  const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])];
  return Object.fromEntries(
    keys.map(name => [
      name,
      !(name in over) ? base[name] : !(name in base) ? over[name] : reference(base[name], over[name]),
    ]),
  );
}

describe('overlay(base, over)', () => {
  it('is what the plain recursive formula gives, for maps without type', () => {
    fc.assert(
      fc.property(layer, layer, (a, b) => expect(laid(a, b)).toEqual(reference(a, b))),
      { numRuns: 150 },
    );
  });

  it('is associative for maps without type, unless a map replaces what is no map in between', () => {
    // {} over 1 over {a: 2}: the 1 parts the maps, so that grouping from the right would join them.
    const mapsOnly = fc.letrec<{ layer: unknown; value: unknown }>(tie => ({
      layer: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      value: fc.oneof(
        { maxDepth: 3 },
        fc.dictionary(fc.constantFrom('x', 'y'), leaf, { noNullPrototype: true }),
        tie('layer'),
      ),
    })).layer;
    fc.assert(
      fc.property(mapsOnly, mapsOnly, mapsOnly, (a, b, c) => {
        const left = overlay(overlay(tree(a), tree(b)), tree(c));
        const right = overlay(tree(a), overlay(tree(b), tree(c)));
        expect(plain(left)).toEqual(plain(right));
      }),
      { numRuns: 150 },
    );
  });

  it('leaves both trees as they were, gives the same tree for the same, and keeps {} neutral', () => {
    fc.assert(
      fc.property(layer, layer, (a, b) => {
        const [base, over] = [tree(a), tree(b)];
        overlay(base, over);
        expect([plain(base), plain(over)]).toEqual([a, b].map(value => JSON.parse(JSON.stringify(value))));
        expect(laid(a, a)).toEqual(laid(a));
        expect([laid(a, {}), laid({}, a)]).toEqual([laid(a), laid(a)]);
      }),
    );
  });

  it.each([
    [
      { type: 'a', x: 1 },
      { type: 'b', y: 2 },
      { type: 'b', y: 2 },
    ],
    [
      { type: 'a', x: 1 },
      { type: 'a', y: 2 },
      { type: 'a', x: 1, y: 2 },
    ],
    [{ type: 'a', x: 1 }, { y: 2 }, { type: 'a', x: 1, y: 2 }],
    [{ type: 'a', x: 1 }, 'b', { type: 'b' }],
    [{ type: 'a', x: 1 }, 'a', { type: 'a', x: 1 }],
    [{ type: 'a', x: 1 }, '2 s', '2 s'],
    ['a', { x: 1 }, { type: 'a', x: 1 }],
    ['a', { type: 'b' }, { type: 'b' }],
    ['/data', { x: 1 }, { x: 1 }],
    [[1, { x: 1 }, 'a'], { 0: 2, 1: { y: 2 } }, [2, { x: 1, y: 2 }, 'a']],
    [[1], { 1: 2 }, { 1: 2 }],
    [[1], {}, {}],
    [{ a: 1 }, null, null],
    [1, [2], [2]],
  ])('%j under %j gives %j', (base, over, expected) => {
    expect(plain(overlay(tree({ k: base }), tree({ k: over })))).toEqual({ k: expected });
  });

  it('keeps the options of arguments together in any order, where unite is used', () => {
    expect(plain(unite(tree({ type: 'a', x: 1 }), tree({ type: 'b' })))).toEqual({ type: 'b', x: 1 });
  });
});
