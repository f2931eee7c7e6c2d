import fc from 'fast-check';
import { z } from 'zod';
import { holdAgainst } from '../../src/recipe/complaint';
import { oneOrMore } from '../../src/recipe/one-or-more';
import { bytes, count, decibels, hertz, type Quantity, seconds, share } from '../../src/recipe/quantity';

const said = (schema: z.ZodType, value: unknown): string =>
  (holdAgainst(schema, value).complaints ?? []).map(({ text }) => text).join();

describe('quantities', () => {
  test.each<[string, Quantity, string | number, number]>([
    ['seconds', seconds(), '2 s', 2],
    ['seconds', seconds(), '200 ms', 0.2],
    ['seconds', seconds(), '200ms', 0.2],
    ['seconds', seconds(), 1.5, 1.5],
    ['seconds', seconds(), '1.5', 1.5],
    ['seconds', seconds(), '.5 min', 30],
    ['seconds', seconds(), '1e-1 h', 360],
    ['seconds', seconds(), '25 us', 25e-6],
    ['hertz', hertz(), '16 kHz', 16000],
    ['hertz', hertz(), '7600 Hz', 7600],
    ['share', share(), '0.1 %', 0.001],
    ['share', share(), '30%', 0.3],
    ['share', share(), 0.25, 0.25],
    ['decibels', decibels(), '-5 dB', -5],
    ['bytes', bytes(), '512 MiB', 536870912],
    ['bytes', bytes(), '2 GB', 2e9],
    ['count', count(), '40k', 40000],
    ['count', count(), '1.2 M', 1200000],
    ['count', count(), 7, 7],
  ])('%s: %# reads %j', (_, schema, written, value) => {
    expect(schema.parse(written)).toBe(value);
  });

  test.each<[Quantity, unknown, string]>([
    [seconds(), '2 sec', 'expected seconds, as in 2 s or 200 ms, found "2 sec" (units: us, ms, s, min, h)'],
    [seconds(), '2 S', 'expected seconds, as in 2 s or 200 ms, found "2 S", did you mean "2 s"?'],
    [seconds(), '2  s', 'expected seconds, as in 2 s or 200 ms, found "2  s"'],
    [seconds(), 0, 'expected more than 0, found 0'],
    [seconds(z.number().min(0).max(5)), '6 s', 'expected a number from 0 to 5, found 6'],
    [seconds(), null, 'expected seconds, as in 2 s or 200 ms, found nothing'],
    [seconds(), undefined, 'missing, expected seconds, as in 2 s or 200 ms'],
    [seconds(), '1/3 s', 'expected seconds, as in 2 s or 200 ms, found "1/3 s"'],
    [seconds(), Number.NaN, 'expected a number, found NaN'],
    [share(), '120 %', 'expected a number from 0 to 1, found 1.2'],
    [count(), '1.5', 'expected a whole number, found 1.5'],
    [
      bytes(),
      '1 toString',
      'expected bytes, as in 512 MiB or 2 GB, found "1 toString" (units: B, kB, MB, GB, TB, KiB, MiB, GiB, TiB)',
    ],
  ])('%# says what is wrong with %j', (schema, written, expected) => {
    expect(said(schema, written)).toBe(expected);
  });

  it('read back what they write, to the bit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e12, noNaN: true }), value => {
        for (const schema of [seconds(), hertz(), decibels()])
          expect(schema.parse(z.encode(schema, value))).toBe(value);
      }),
    );
  });

  it('refuse a long text at once', () => {
    for (const text of ['1'.repeat(1e6), ' '.repeat(1e6), `1${' '.repeat(1e6)}s`])
      expect(said(seconds(), text)).toMatch(/^expected seconds/);
  });
});

describe('oneOrMore(item)', () => {
  const schema = oneOrMore(z.strictObject({ a: z.number() }));
  it('makes a list of one item, and leaves a list alone', () => {
    expect(schema.parse({ a: 1 })).toEqual([{ a: 1 }]);
    expect(schema.parse([{ a: 1 }, { a: 2 }])).toEqual([{ a: 1 }, { a: 2 }]);
    expect(z.encode(schema, [{ a: 1 }])).toEqual([{ a: 1 }]);
  });
  it('says what is wrong inside', () => {
    expect(holdAgainst(schema, { a: 'x' }).complaints).toEqual([
      { path: [0, 'a'], atKey: false, text: 'expected a number, found "x"' },
    ]);
    expect(said(schema, [])).toBe('expected at least 1 item, found an empty list');
  });
});
