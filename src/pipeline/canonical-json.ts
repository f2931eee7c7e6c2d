/** Plain JSON data. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The value as plain data with sorted keys, so that equal settings are equal texts; undefined fields are left out as JSON does.
 * Throws where JSON would change the meaning in silence: NaN and the infinities, functions, dates, maps, typed arrays.
 */
export function canonicalJson(value: unknown, at = ''): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value; // -0 is written as 0
  if (Array.isArray(value)) return value.map((item, index) => canonicalJson(item, `${at}[${index}]`));
  if (typeof value === 'object' && isPlain(value)) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(fields.map(([key, field]) => [key, canonicalJson(field, `${at}.${key}`)]));
  }
  throw new Error(`settings${at}: not plain JSON data: ${String(value)}`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm (a test's sandbox) have another Object.prototype; its own prototype is null all the same.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The leaves of plain data by their path: `{ a: { b: [1] } }` → `a.b.0` → 1. An empty object or list is a leaf. */
export function leavesOf(value: Json, path = ''): Map<string, Json> {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (inner.length === 0) return new Map([[path, value]]);
  return new Map(inner.flatMap(([key, field]) => [...leavesOf(field, path === '' ? key : `${path}.${key}`)]));
}

/** Where two values differ, in the words of each: `model.fc2 600` and `model.fc2 512`; two empty texts where they do not. */
export function differenceOf(one: Json, other: Json): readonly [one: string, other: string] {
  const [left, right] = [one, other].map(
    value => new Map([...leavesOf(value)].map(([key, leaf]) => [key, textOf(leaf)])),
  );
  const keys = [...new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])];
  const differing = keys.filter(key => left?.get(key) !== right?.get(key));
  const told = (leaves: typeof left): string =>
    differing.map(key => `${key} ${leaves?.get(key) ?? '(none)'}`).join(', ');
  return [told(left), told(right)];
}

/** A leaf as it could stand in a recipe; an empty object or list as JSON has it. */
function textOf(leaf: Json): string {
  return typeof leaf === 'string' ? leaf : JSON.stringify(leaf);
}
