import type { JsonSchema } from './json-schema';
import { alternatives } from './wording';

/** One key of a recipe, as docs and `svtk list` show it. */
export interface OptionDoc {
  /** `training.epochs`; items of a list are `backends[]`. */
  readonly key: string;
  /** How it is written: `a number from 0 to 1`. */
  readonly words: string;
  /** As it would be written; undefined where there is none. */
  readonly default: string | undefined;
  readonly required: boolean;
  readonly description: string;
}

/** The keys of an object's JSON Schema, those of nested objects under their own name. */
export function optionDocs(json: JsonSchema, above = ''): OptionDoc[] {
  const required = new Set(json.required ?? []);
  return Object.entries(json.properties ?? {}).flatMap(([name, property]): OptionDoc[] => {
    if (typeof property === 'boolean') return [];
    const key = `${above}${name}`;
    const forms = objectForms(property);
    if (forms.length > 0) {
      const below = forms.flatMap(form => optionDocs(form, `${key}.`));
      // Which keys there have to be depends on the form, so that none of them has to be.
      return [optionDoc(key, property, required.has(name)), ...below.map(option => ({ ...option, required: false }))];
    }
    const nested = nestedObject(property);
    if (nested === undefined) return [optionDoc(key, property, required.has(name))];
    const own = property.description === undefined ? [] : [optionDoc(key, property, required.has(name))];
    return [...own, ...optionDocs(nested.json, `${key}${nested.list ? '[]' : ''}.`)];
  });
}

function optionDoc(key: string, json: JsonSchema, required: boolean): OptionDoc {
  // An empty map as default only says that its keys have defaults.
  const fallback = JSON.stringify(json.default);
  return {
    key,
    words: wordsFor(json),
    default: json.default === undefined || fallback === '{}' ? undefined : asWritten(json.default),
    required: required && json.default === undefined,
    description: json.description ?? '',
  };
}

/** The forms of a value that is one of several maps, as in `from: { folder: … }` or `from: { generated: … }`. */
function objectForms({ anyOf = [] }: JsonSchema): JsonSchema[] {
  const forms = anyOf.filter(form => typeof form === 'object').filter(({ properties }) => properties !== undefined);
  return forms.length === anyOf.length && forms.length > 1 ? forms : [];
}

/** Keys worth listing one by one: an object's, those of a list's objects, those of one-or-a-list of them. */
function nestedObject(json: JsonSchema): { readonly json: JsonSchema; readonly list: boolean } | undefined {
  if (json.type === 'object' && json.properties !== undefined) return { json, list: false };
  const [first] = json.anyOf ?? [];
  if (json.anyOf?.length === 2 && typeof first === 'object' && first.properties !== undefined)
    return { json: first, list: true };
  const { items } = json;
  if (typeof items === 'object' && !Array.isArray(items) && items.properties !== undefined)
    return { json: items, list: true };
  return undefined;
}

/** How a value is written, in words. */
export function wordsFor(json: JsonSchema | boolean): string {
  if (typeof json === 'boolean') return 'anything';
  if (json.title !== undefined) return json.title;
  if (json.const !== undefined) return `\`${json.const}\``;
  if (json.enum !== undefined)
    return alternatives(
      json.enum.map(value => `\`${value}\``),
      40,
    );
  if (json.anyOf !== undefined) return alternatives([...new Set(json.anyOf.map(wordsFor))]);
  switch (json.type) {
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return `a whole number${rangeWords(json)}`;
    case 'number':
      return `a number${rangeWords(json)}`;
    case 'string':
      return 'text';
    case 'array':
      return listWords(json);
    case 'object':
      return 'keys and values';
    default:
      return Array.isArray(json.type) ? alternatives(json.type.map(type => wordsFor({ type }))) : 'anything';
  }
}

function listWords({ items, prefixItems }: JsonSchema): string {
  if (prefixItems !== undefined) return `a list of ${prefixItems.map(wordsFor).join(' and ')}`;
  if (items === undefined || Array.isArray(items)) return 'a list';
  return `a list; each item: ${wordsFor(items)}`;
}

function rangeWords({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const words = [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`more than ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`less than ${exclusiveMaximum}`]),
  ];
  return words.length === 0 ? '' : `, ${words.join(', ')}`;
}

/** A value as flow YAML on one line: `{ type: sgd, momentum: 0.9 }`. */
export function asWritten(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asWritten).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, below]) => `${key}: ${asWritten(below)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
