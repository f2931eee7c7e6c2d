import type { z } from 'zod';
import { UsageError } from '../core/errors';
import { holdAgainst } from '../recipe/complaint';

/** The options of a command line as its schema types them. Throws UsageError naming every option that does not fit. */
export function checkedArguments<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  argv: Readonly<Record<string, unknown>>,
): z.output<z.ZodObject<Shape>> {
  const known = Object.fromEntries(Object.keys(schema.shape).map(key => [key, argv[key]]));
  const held = holdAgainst(schema, known);
  if (held.complaints === undefined) return held.value;
  // What is missing the schema asks for in its own words.
  const asked = new Map(schema.safeParse(known).error?.issues.map(({ path, message }) => [path[0], message]));
  const faults = held.complaints.map(({ path, text }) => {
    const key = String(path[0]);
    const message = known[key] === undefined ? (asked.get(key) ?? text) : text;
    return `--${asTyped(key)}: ${message}`;
  });
  throw new UsageError(`wrong command line\n  ${faults.join('\n  ')}`);
}

/** topN → top-n. */
function asTyped(key: string): string {
  return key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}
