import { z } from 'zod';
import { inputSchema } from './json-schema';
import { written } from './written';

export type OneOrMore<Item extends z.ZodType> = z.ZodCodec<
  z.ZodCustom<z.input<Item> | z.input<Item>[], z.input<Item> | z.input<Item>[]>,
  z.ZodArray<Item>
>;

/** One item, or a list of at least one → a list. Unlike a transform, it can be written back. */
export function oneOrMore<Item extends z.ZodType>(item: Item): OneOrMore<Item> {
  return written<z.input<Item> | z.input<Item>[], z.ZodArray<Item>>(
    {
      words: 'one, or a list of them',
      json: () => {
        const { $schema: _, ...one } = inputSchema(item);
        return { anyOf: [one, { type: 'array', items: one, minItems: 1 }] };
      },
      decode: input => (Array.isArray(input) ? input : [input]),
      encode: items => items,
    },
    z.array(item).min(1),
  );
}
