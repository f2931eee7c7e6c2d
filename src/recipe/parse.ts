import {
  COLLECTION_STYLE,
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  type Event,
  parseEvents,
  YAMLException,
} from 'js-yaml';
import type { RecipeNode } from './node';
import { type Origin, placesIn } from './origin';
import type { Problem } from './problem';
import { TreeBuilder } from './tree-builder';

/** A recipe is short: these bounds stop YAML bombs, and no recipe meets them. */
export const bounds = { bytes: 1 << 20, values: 10_000, depth: 100, aliases: 100 } as const;

export interface Parsed {
  /** Undefined if the text cannot be read at all. */
  readonly root: RecipeNode | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads one YAML 1.2 document (core schema: `no` is text, `1e-3` a number) as a tree with places.
 * js-yaml reads the text into events with offsets, and turns scalars into values; the tree is made here, because js-yaml's own
 * objects have no places, share aliases without a bound on what they expand to, and stop at the first duplicate key.
 */
export function parseYaml(text: string, origin: string | Origin): Parsed {
  const at = typeof origin === 'string' ? placesIn(text, origin) : () => origin;
  const fail = (offset: number, message: string): Parsed => ({
    root: undefined,
    problems: [{ origin: at(offset), path: '', text: message }],
  });
  if (separators(text) > 4 * bounds.values) return fail(0, `expected at most ${bounds.values} values, found more`);
  try {
    const events = parseEvents(text, { maxDepth: bounds.depth });
    // A scalar is one event and a collection two, so this never refuses what the exact count below would take.
    if (events.length > 2 * bounds.values + 2) return fail(0, `expected at most ${bounds.values} values, found more`);
    const builder = new TreeBuilder(text, scalarValues(events, text), at, bounds);
    for (const event of events) builder.take(event);
    return { root: builder.root, problems: builder.problems };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return fail(
      error.mark?.position ?? 0,
      `${error.reason}${adviceFor(error.reason, text, error.mark?.position ?? 0)}`,
    );
  }
}

/** What js-yaml makes of each scalar, keys too: it is given all of them as one list. Throws a YAMLException at an unknown tag. */
function scalarValues(events: readonly Event[], source: string): readonly unknown[] {
  const [document] = events;
  if (document === undefined) return [];
  const none = { anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1 };
  const list = { type: EVENT_ID.SEQUENCE, start: 0, ...none, style: COLLECTION_STYLE.BLOCK };
  const scalars = events.filter(event => event.type === EVENT_ID.SCALAR);
  const end = { type: EVENT_ID.POP };
  const [values] = constructFromEvents([document, list, ...scalars, end, end], { source, schema: CORE_SCHEMA });
  return Array.isArray(values) ? values : [];
}

/** Each value needs one of these; counting them costs nothing, where events for half a million values take 70 MB. */
function separators(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    // \n \r , [ {
    if (character === 10 || character === 13 || character === 44 || character === 91 || character === 123) count++;
  }
  return count;
}

/** js-yaml names the symptom; for the two slips met most often, the cause as well. */
function adviceFor(reason: string, text: string, position: number): string {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  const line = text.slice(start, Math.min(position + 200, text.length));
  if (reason.includes('flow collection') && line.includes('${')) {
    return '; inside { } and [ ] put a variable in quotes';
  }
  if (reason.includes('tab characters')) return '; indent with spaces';
  if (reason === 'deficient indentation') return '; is a bracket or a quote above it still open?';
  return '';
}
