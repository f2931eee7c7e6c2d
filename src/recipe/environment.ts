import { CORE_SCHEMA, constructFromEvents, EVENT_ID, parseEvents } from 'js-yaml';
import { nearestNames } from '../core/nearest-names';
import { type Entry, mapNode, type Path, pathText, type RecipeNode, type Scalar, type ScalarNode } from './node';
import { shortened } from './origin';
import type { Problem } from './problem';
import { suggestion } from './wording';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Expanded {
  readonly root: RecipeNode;
  readonly problems: readonly Problem[];
  /** Values that could not be expanded: what the schema thinks of their text would only distract. */
  readonly broken: ReadonlySet<string>;
}

/** Puts the environment's values for `${NAME}` and `${NAME:-default}`; `$${NAME}` stays as `${NAME}`. */
export function expandVariables(root: RecipeNode, environment: Environment): Expanded {
  const problems: Problem[] = [];
  const broken = new Set<string>();
  const visit = (node: RecipeNode, path: Path): RecipeNode => {
    if (node.kind === 'list') {
      const items = node.items.map((item, index) => visit(item, [...path, index]));
      return items.every((item, index) => item === node.items[index])
        ? node
        : Object.freeze({ ...node, items: Object.freeze(items) });
    }
    if (node.kind === 'map') {
      let changed = false;
      const entries = new Map<string, Entry>();
      for (const [key, entry] of node.entries) {
        const below = visit(entry.node, [...path, key]);
        changed ||= below !== entry.node;
        entries.set(key, below === entry.node ? entry : { key: entry.key, node: below });
      }
      return changed ? mapNode(entries, node.origin) : node;
    }
    if (typeof node.value !== 'string' || !node.value.includes('${')) return node;
    const result = expandText(node.value, environment);
    if (result.wrong !== undefined) {
      problems.push({ origin: node.origin, path: pathText(path), text: result.wrong });
      broken.add(pathText(path));
      return node;
    }
    return expandedScalar(node, result.text);
  };
  return { root: visit(root, []), problems, broken };
}

type ExpandedText = { readonly text: string; readonly wrong?: undefined } | { readonly wrong: string };

const variableName = /^[A-Za-z_][A-Za-z0-9_]{0,255}$/;

function expandText(text: string, environment: Environment): ExpandedText {
  let done = '';
  let from = 0;
  for (;;) {
    const start = text.indexOf('${', from);
    if (start === -1) return { text: done + text.slice(from) };
    if (text[start - 1] === '$' && start > from) {
      done += `${text.slice(from, start - 1)}\${`;
      from = start + 2;
      continue;
    }
    const end = text.indexOf('}', start);
    if (end === -1) return { wrong: `expected } after ${shortened(text.slice(start), 40)}` };
    const inside = text.slice(start + 2, end);
    const separator = inside.indexOf(':-');
    const name = separator === -1 ? inside : inside.slice(0, separator);
    if (!variableName.test(name)) {
      return { wrong: `expected \${NAME} or \${NAME:-default}, found ${shortened(text.slice(start, end + 1), 40)}` };
    }
    // As in a shell, :- also stands in for a variable that is set but empty.
    const found = Object.hasOwn(environment, name) ? environment[name] : undefined;
    const value = separator === -1 ? found : found || inside.slice(separator + 2);
    if (value === undefined) {
      const near = nearestNames(name, Object.keys(environment), 2);
      return { wrong: `environment variable ${name} is not set${suggestion(near)}` };
    }
    done += text.slice(from, start) + value;
    from = end + 1;
  }
}

/** An unquoted `${EPOCHS}` may become a number or a boolean, as if its text stood there; a quoted one stays text. */
function expandedScalar(node: ScalarNode, text: string): ScalarNode {
  return Object.freeze({ ...node, value: node.plain ? numberOrBoolean(text) : text });
}

function numberOrBoolean(text: string): Scalar {
  // Only single words can be either: the rest of YAML's syntax must not be read out of a variable.
  if (!/^[-+.0-9A-Za-z]{1,40}$/.test(text)) return text;
  const events = parseEvents(text, {}).filter(
    event => event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.DOCUMENT,
  );
  const [value] = constructFromEvents([...events, { type: EVENT_ID.POP }], { source: text, schema: CORE_SCHEMA });
  return typeof value === 'number' || typeof value === 'boolean' ? value : text;
}
