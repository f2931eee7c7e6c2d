import { z } from 'zod';
import { buildChoice, choice } from '../../src/recipe/choice';
import { holdAgainst } from '../../src/recipe/complaint';
import { losses } from './fake-task';

const loss = choice(losses, 'loss');
const complaints = (value: unknown): string[] =>
  (holdAgainst(loss, value).complaints ?? []).map(({ path, text }) => `${path.join('.')}: ${text}`);

describe('choice(registry, shelf)', () => {
  it('takes a name, or type with options, and fills the defaults', () => {
    expect(loss.parse('softmax')).toEqual({ type: 'softmax', options: { bias: true } });
    expect(loss.parse({ type: 'am-softmax', margin: 0.3 })).toEqual({
      type: 'am-softmax',
      options: { scale: 30, margin: 0.3 },
    });
  });

  it('gives a union that type tells apart', () => {
    const chosen = loss.parse('am-softmax');
    // The type check is the test: margin exists only after the comparison.
    expect(chosen.type === 'am-softmax' ? chosen.options.margin : undefined).toBe(0.2);
  });

  it('can be written back', () => {
    expect(z.encode(loss, loss.parse('am-softmax'))).toEqual({ type: 'am-softmax', scale: 30, margin: 0.2 });
  });

  test.each<[unknown, string[]]>([
    [undefined, [': missing, expected a loss (softmax or am-softmax)']],
    [{}, ['type: missing, expected a loss (softmax or am-softmax)']],
    [{ type: 'sofmax' }, ['type: expected a loss (softmax or am-softmax), found "sofmax", did you mean softmax?']],
    ['am', [': expected a loss (softmax or am-softmax), found "am"']],
    [3, [': expected a loss (softmax or am-softmax), found 3']],
    [['softmax'], [': expected a loss (softmax or am-softmax), found a list of 1']],
    ['toString', [': expected a loss (softmax or am-softmax), found "toString"']],
    [{ type: 'softmax', margin: 1 }, ['margin: unknown key, expected bias (it is an option of am-softmax)']],
    [
      { type: 'am-softmax', margn: 1, scale: 'x' },
      ['scale: expected a number, found "x"', 'margn: unknown key, did you mean margin?'],
    ],
    [
      { type: 'am', margn: 1, bias: 1 },
      ['type: expected a loss (softmax or am-softmax), found "am"', 'margn: unknown key, did you mean margin?'],
    ],
    [
      { tpye: 'softmax' },
      ['type: missing, expected a loss (softmax or am-softmax)', 'tpye: unknown key, did you mean type?'],
    ],
  ])('says of %j: %j', (value, expected) => {
    expect(complaints(value)).toEqual(expected);
  });

  it('refuses a shelf with an option named type', () => {
    const shelf = { odd: { summary: '', source: '', options: z.strictObject({ type: z.string() }) } };
    expect(() => choice(shelf, 'thing')).toThrow('thing odd: an option cannot be named type');
  });
});

describe('buildChoice(registry, chosen, context)', () => {
  it('calls build of the entry with its options', () => {
    expect(buildChoice(losses, loss.parse({ type: 'am-softmax', scale: 20 }), { speakers: 5 })).toBe(
      'am-softmax of 5, 20 × (cos − 0.2)',
    );
    expect(buildChoice(losses, loss.parse('softmax'), { speakers: 5 })).toBe('softmax of 5 with bias');
  });
});
