import fc from 'fast-check';
import { csvFields } from '../../src/corpora/csv-fields';

const fieldsOf = (text: string): string[] => csvFields({ text, where: 'list.csv:3' }, ',');

test.each([
  ['a,b,c', ['a', 'b', 'c']],
  ['a,,', ['a', '', '']],
  ['"a,b",c', ['a,b', 'c']],
  ['"say ""a""",""', ['say "a"', '']],
  ['"""",""""""', ['"', '""']],
  ['a "b" c,d', ['a "b" c', 'd']],
  ['"a",', ['a', '']],
])('csvFields of %s', (text, expected) => {
  expect(fieldsOf(text)).toEqual(expected);
});

test.each([
  ['"a', 'a quote is not closed on its line'],
  ['a,"b""', 'a quote is not closed on its line'],
  ['"a"b,c', 'letters after a closing quote'],
])('csvFields of %s is refused, with its line', (text, message) => {
  expect(() => fieldsOf(text)).toThrow(message);
  expect(() => fieldsOf(text)).toThrow('list.csv:3');
});

test('csvFields reads back what any fields are written as', () => {
  const letter = fc.constantFrom('a', '"', ',', ' ');
  const field = fc.array(letter, { maxLength: 8 }).map(letters => letters.join(''));
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 5 }), fields => {
      const text = fields.map(value => `"${value.replaceAll('"', '""')}"`).join(',');
      expect(fieldsOf(text)).toEqual(fields);
    }),
  );
});
