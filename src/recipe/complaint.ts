import { z } from 'zod';
import type { Path } from './node';
import { alternatives, unknownKey, wrongly } from './wording';

/** What a schema has against a value; the place in the file is added by `checkRecipe`. */
export interface Complaint {
  readonly path: Path;
  /** The key itself is wrong, not its value. */
  readonly atKey: boolean;
  readonly text: string;
}

export type Held<T> =
  | { readonly value: T; readonly complaints?: undefined }
  | { readonly complaints: readonly Complaint[] };

/** Holds a value against a schema and puts every complaint into the words of a recipe. */
export function holdAgainst<T>(schema: z.ZodType<T>, value: unknown): Held<T> {
  // zod's issues do not say which keys or bounds would have been right; the schema that raised them does.
  const known = new Map<unknown, readonly string[]>();
  const ranges = new Map<unknown, string>();
  const result = schema.safeParse(value, {
    reportInput: true,
    error: issue => {
      if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
        known.set(issue.input, Object.keys(issue.inst.shape));
      }
      if ((issue.code === 'too_small' || issue.code === 'too_big') && issue.schema !== undefined) {
        const range = rangeOf(issue.schema);
        if (range !== undefined) ranges.set(issue.input, range);
      }
      return undefined;
    },
  });
  if (result.success) return { value: result.data };
  return { complaints: result.error.issues.flatMap(issue => complaintsOf(issue, known, ranges)) };
}

type Issue = z.core.$ZodIssue;

function complaintsOf(
  issue: Issue,
  known: ReadonlyMap<unknown, readonly string[]>,
  ranges: ReadonlyMap<unknown, string>,
): Complaint[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const names = known.get(issue.input) ?? [];
    return issue.keys.map(key => ({ path: [...path, key], atKey: true, text: unknownKey(key, names) }));
  }
  if (issue.code === 'custom') {
    const atKey = issue.params?.['atKey'] === true;
    return [
      { path, atKey, text: issue.message === 'Invalid input' ? wrongly('another value', issue.input) : issue.message },
    ];
  }
  if (issue.code === 'invalid_union') {
    const inner = likeliestBranch(issue.errors);
    if (inner !== undefined) {
      return inner.flatMap(below => complaintsOf({ ...below, path: [...path, ...below.path] }, known, ranges));
    }
  }
  const range = issue.code === 'too_small' || issue.code === 'too_big' ? ranges.get(issue.input) : undefined;
  return [{ path, atKey: false, text: wrongly(range ?? expectation(issue), issue.input, namesOf(issue)) }];
}

/** The branch that the value was meant for: the one whose complaints lie inside the value, not at it. */
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const meant = branches.filter(issues =>
    issues.every(
      issue => issue.path.length > 0 || !['invalid_type', 'invalid_value', 'invalid_union'].includes(issue.code),
    ),
  );
  return meant.toSorted((a, b) => a.length - b.length)[0];
}

const typeNames: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'keys and values',
  record: 'keys and values',
  null: 'null',
};

/** The words after `expected`. */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return alternatives(issue.values.map(String));
    case 'too_small':
      return bound(issue.inclusive === false ? 'more than' : 'at least', issue.minimum, issue.origin);
    case 'too_big':
      return bound(issue.inclusive === false ? 'less than' : 'at most', issue.maximum, issue.origin);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return issue.pattern === undefined ? issue.format : `text like ${issue.pattern}`;
    case 'invalid_union':
      return alternatives([...new Set(issue.errors.flatMap(errors => errors.slice(0, 1).map(expectation)))]);
    default:
      return 'another value';
  }
}

function bound(words: string, limit: number | bigint, origin: string): string {
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' items' : '';
  return `${words} ${limit}${unit}`;
}

function rangeOf(schema: z.core.$ZodType): string | undefined {
  if (!(schema instanceof z.ZodNumber)) return undefined;
  const { minValue, maxValue } = schema;
  const closed = typeof minValue === 'number' && typeof maxValue === 'number';
  if (!closed || Math.abs(minValue) >= Number.MAX_SAFE_INTEGER || Math.abs(maxValue) >= Number.MAX_SAFE_INTEGER)
    return undefined;
  return `a number from ${minValue} to ${maxValue}`;
}

function namesOf(issue: Issue): readonly string[] {
  return issue.code === 'invalid_value' ? issue.values.map(String) : [];
}
