/**
 * What a pickle says, as plain data. Objects are not made: `made` records which callable of the allow-list would have been called with what, and its
 * state, for a reader that knows the class to look at.
 */
export type Pickled =
  | null
  | boolean
  | number
  | bigint
  | string
  | Bytes
  | Sequence
  | Dictionary
  | Named
  | Made
  | Persistent;

export interface Bytes {
  readonly kind: 'bytes';
  /** A view of the file. */
  readonly bytes: Uint8Array;
}

/** A list, tuple or set. */
export interface Sequence {
  readonly kind: 'sequence';
  readonly items: Pickled[];
}

export interface Dictionary {
  readonly kind: 'dictionary';
  readonly entries: [key: Pickled, value: Pickled][];
}

/** A class or function by its name: `numpy.ndarray`. */
export interface Named {
  readonly kind: 'named';
  readonly name: string;
}

export interface Made {
  readonly kind: 'made';
  readonly by: string;
  readonly given: readonly Pickled[];
  /** What BUILD would set; undefined where it does not come. */
  state: Pickled | undefined;
  /** What was put into it by key, as into an OrderedDict. */
  readonly entries: [key: Pickled, value: Pickled][];
}

/** What stands outside the pickle, as torch's storages do. */
export interface Persistent {
  readonly kind: 'persistent';
  readonly id: Pickled;
}

type Kinds = {
  bytes: Bytes;
  sequence: Sequence;
  dictionary: Dictionary;
  named: Named;
  made: Made;
  persistent: Persistent;
};

/** Whether a value is of that kind. */
export function isKind<Kind extends keyof Kinds>(value: Pickled | undefined, kind: Kind): value is Kinds[Kind] {
  return typeof value === 'object' && value !== null && value.kind === kind;
}

/** The items of a list or tuple; none of anything else. */
export function itemsOf(value: Pickled | undefined): readonly Pickled[] {
  return isKind(value, 'sequence') ? value.items : [];
}

/** The entries of a dict or OrderedDict; undefined of anything else. */
export function entriesOf(value: Pickled | undefined): readonly (readonly [Pickled, Pickled])[] | undefined {
  if (isKind(value, 'dictionary')) return value.entries;
  if (!isKind(value, 'made') || value.by !== 'collections.OrderedDict') return undefined;
  // Python 2 gave the entries to the constructor, as pairs.
  const given = itemsOf(value.given[0]).map((pair): [Pickled, Pickled] => [
    itemsOf(pair)[0] ?? null,
    itemsOf(pair)[1] ?? null,
  ]);
  return [...given, ...value.entries];
}

/** What a value is, in an error. */
export function nameOf(value: Pickled | undefined): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value !== 'object') return typeof value === 'string' ? `'${value.slice(0, 40)}'` : String(value);
  switch (value.kind) {
    case 'made':
      return value.by;
    case 'named':
      return value.name;
    case 'sequence':
      return `a list of ${value.items.length}`;
    case 'dictionary':
      return `a dict of ${value.entries.length}`;
    default:
      return value.kind;
  }
}
