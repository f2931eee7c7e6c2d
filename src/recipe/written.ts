import { z } from 'zod';

/** How a value is written in YAML where that differs from what the program gets. */
export interface WrittenForm {
  /** For the docs and for messages: `seconds, as in 2 s or 200 ms`. */
  readonly words: string;
  /** For editors. A function, because a choice asks its whole shelf. */
  readonly json: () => z.core.JSONSchema.BaseSchema;
}

/** The forms of all schemas made by {@link written}, for `recipeJsonSchema`. */
export const writtenForms = z.registry<WrittenForm>();

export interface Codec<Input, Output> extends WrittenForm {
  /** The value, or undefined after a complaint. `undefined` comes in where the key is missing. */
  decode(input: Input, complain: Complain): Output | undefined;
  encode(output: Output): Input;
}

export type Complain = (text: string, path?: PropertyKey[], atKey?: boolean) => void;

/** A schema for values that are written in one form and used in another; it can turn a checked recipe back into YAML. */
export function written<Input, Schema extends z.ZodType>(
  codec: Codec<Input, z.input<Schema>>,
  then: Schema,
): z.ZodCodec<z.ZodCustom<Input, Input>, Schema> {
  const input = z.custom<Input>();
  writtenForms.add(input, { words: codec.words, json: codec.json });
  return z.codec(input, then, {
    decode: (value, context) => {
      const output = codec.decode(value, (message, path = [], atKey = false) => {
        context.issues.push({ code: 'custom', message, path, input: value, params: { atKey } });
      });
      return output === undefined ? z.NEVER : output;
    },
    encode: output => codec.encode(output),
  });
}
