import { z } from 'zod';
import { nearestNames } from '../core/nearest-names';
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

/**
 * Holds a value against a schema and puts every complaint into the words of a recipe. `besides` are keys that the value might have had
 * too, where they are no longer in it: an unknown key may have been meant for one of them.
 */
export function holdAgainst<T>(schema: z.ZodType<T>, value: unknown, besides: readonly string[] = []): Held<T> {
  // zod's issues do not say which keys or bounds would have been right; the schema that raised them does. The list of keys stands
  // for the issue: branches of a union raise issues of one value.
  const known: KnownKeys = new Map();
  const result = schema.safeParse(value, {
    reportInput: true,
    error: issue => {
      if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
        known.set(issue.keys, { names: Object.keys(issue.inst.shape), besides: issue.input === value ? besides : [] });
      }
      // As the message, which `expectation` takes over: a range says more than the one bound that was crossed.
      if (issue.code === 'too_small') return rangeOf(issue.schema) ?? lowerBound(issue);
      if (issue.code === 'too_big') return rangeOf(issue.schema) ?? upperBound(issue);
      return undefined;
    },
  });
  if (result.success) return { value: result.data };
  return { complaints: result.error.issues.flatMap(issue => complaintsOf(issue, known)) };
}

type Issue = z.core.$ZodIssue;

/** The keys of the schema that raised an issue, by the issue's list of unknown keys. */
type KnownKeys = Map<readonly string[], { readonly names: readonly string[]; readonly besides: readonly string[] }>;

function complaintsOf(issue: Issue, known: KnownKeys): Complaint[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const { names, besides } = known.get(issue.keys) ?? { names: [], besides: [] };
    return issue.keys.map(key => ({ path: [...path, key], atKey: true, text: unknownKey(key, names, besides) }));
  }
  if (issue.code === 'custom') {
    const atKey = issue.params?.['atKey'] === true;
    return [
      { path, atKey, text: issue.message === 'Invalid input' ? wrongly('another value', issue.input) : issue.message },
    ];
  }
  if (issue.code === 'invalid_union') {
    const inner = likeliestBranch(issue.errors, known);
    if (inner !== undefined) {
      return inner.flatMap(below => complaintsOf({ ...below, path: [...path, ...below.path] }, known));
    }
  }
  return [{ path, atKey: false, text: wrongly(expectation(issue), issue.input, namesOf(issue)) }];
}

/** The branch that the value was meant for: of those whose complaints lie inside the value, not at it, the one with the least wrong. */
function likeliestBranch(branches: readonly (readonly Issue[])[], known: KnownKeys): readonly Issue[] | undefined {
  const meant = branches.filter(issues =>
    issues.every(
      issue => issue.path.length > 0 || !['invalid_type', 'invalid_value', 'invalid_union'].includes(issue.code),
    ),
  );
  const wrong = (issues: readonly Issue[]): number => issues.reduce((sum, issue) => sum + wrongKeys(issue, known), 0);
  return meant.toSorted((a, b) => wrong(a) - wrong(b) || a.length - b.length)[0];
}

/** A key that is nearly one of the schema's counts less than a stranger. */
function wrongKeys(issue: Issue, known: KnownKeys): number {
  if (issue.code !== 'unrecognized_keys') return 1;
  const names = known.get(issue.keys)?.names ?? [];
  return issue.keys.reduce((sum, key) => sum + (nearestNames(key, names).length > 0 ? 1 : 3), 0);
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
    case 'too_big':
      return issue.message;
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

interface Bound {
  readonly origin: string;
  readonly inclusive?: boolean | undefined;
}

function lowerBound({ minimum, inclusive, origin }: Bound & { readonly minimum: number | bigint }): string {
  return `${inclusive === false ? 'more than' : 'at least'} ${counted(minimum, origin)}`;
}

function upperBound({ maximum, inclusive, origin }: Bound & { readonly maximum: number | bigint }): string {
  return `${inclusive === false ? 'less than' : 'at most'} ${counted(maximum, origin)}`;
}

function counted(limit: number | bigint, origin: string): string {
  const unit = origin === 'string' ? ' character' : origin === 'array' ? ' item' : '';
  return `${limit}${unit}${unit === '' || Number(limit) === 1 ? '' : 's'}`;
}

/** Where both ends are set, and are themselves allowed. */
function rangeOf(schema: z.core.$ZodType | undefined): string | undefined {
  if (!(schema instanceof z.ZodNumber)) return undefined;
  const { minValue, maxValue } = schema;
  const ends = [minValue, maxValue];
  const closed = ends.every(end => Number.isFinite(end) && !isIntegerLimit(end) && schema.safeParse(end).success);
  if (!closed) return undefined;
  // Some place between the ends that is no whole number.
  const between = Number(minValue) + (Number(maxValue) - Number(minValue)) / Math.PI;
  return `a ${schema.safeParse(between).success ? '' : 'whole '}number from ${minValue} to ${maxValue}`;
}

function isIntegerLimit(end: number | null): boolean {
  return Math.abs(Number(end)) >= Number.MAX_SAFE_INTEGER;
}

function namesOf(issue: Issue): readonly string[] {
  return issue.code === 'invalid_value' ? issue.values.map(String) : [];
}
