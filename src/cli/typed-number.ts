import { z } from 'zod';
import { wrongly } from '../recipe/wording';

/** A number of the command line: text that is one, then held to `check`. */
export function typedNumber(check: z.ZodNumber) {
  return z.codec(z.union([z.string(), z.number()]), check, {
    decode(text, context) {
      const value = typeof text === 'number' ? text : text.trim() === '' ? Number.NaN : Number(text);
      if (Number.isFinite(value)) return value;
      context.issues.push({ code: 'custom', message: wrongly('a number', text), input: text });
      return z.NEVER;
    },
    encode: value => value,
  });
}
