import { z } from 'zod';
import { inputSchema } from '../../src/recipe/json-schema';
import { optionDocs } from '../../src/recipe/option-docs';

test('optionDocs(json) lists the keys of all forms of a value that is one of several maps', () => {
  const from = z
    .union([
      z.strictObject({ folder: z.string().describe('files') }),
      z.strictObject({ corpus: z.string().describe('name'), part: z.string().describe('split') }),
      z.strictObject({ generated: z.enum(['white', 'pink']).describe('made') }),
    ])
    .describe('sounds');
  const docs = optionDocs(inputSchema(z.strictObject({ from })));
  expect(docs.map(({ key, required }) => [key, required])).toEqual([
    ['from', true],
    ['from.folder', false],
    ['from.corpus', false],
    ['from.part', false],
    ['from.generated', false],
  ]);
});
