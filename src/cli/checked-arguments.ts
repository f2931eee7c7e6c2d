import type { z } from 'zod';
import { UsageError } from '../core/errors';

/** The options of a command line as its schema types them. Throws UsageError naming every option that does not fit. */
export function checkedArguments<Schema extends z.ZodObject>(
  schema: Schema,
  argv: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const known = Object.keys(schema.shape).map(key => [key, argv[key]]);
  const parsed = schema.safeParse(Object.fromEntries(known));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `--${asTyped(String(path[0]))}: ${message}`);
  throw new UsageError(`wrong command line\n  ${faults.join('\n  ')}`);
}

/** topN → top-n. */
function asTyped(key: string): string {
  return key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}
