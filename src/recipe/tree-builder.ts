import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent, YAMLException } from 'js-yaml';
import { type Entry, mapNode, pathText, type RecipeNode, type Scalar } from './node';
import { type Origin, place, shortened } from './origin';
import type { Problem } from './problem';

interface Frame {
  readonly kind: 'list' | 'map' | 'document';
  readonly origin: Origin;
  readonly anchor: string | undefined;
  readonly items: RecipeNode[];
  readonly entries: Map<string, Entry>;
  /** The key whose value comes next; its text is undefined where the key was refused and its value is to be dropped. */
  key: { readonly text: string | undefined; readonly origin: Origin } | undefined;
  values: number;
  depth: number;
}

/** How much a node expands to, aliases followed. */
interface Extent {
  readonly values: number;
  readonly depth: number;
}

interface Bounds {
  readonly values: number;
  readonly depth: number;
  readonly aliases: number;
}

/** These reach a prototype in careless code further on, so that no recipe may use them. */
const refusedKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** Builds the tree of one document out of js-yaml's events, and collects problems that need not stop the reading. */
export class TreeBuilder {
  readonly problems: Problem[] = [];
  root: RecipeNode | undefined;
  private readonly frames: Frame[] = [];
  private readonly anchors = new Map<string, RecipeNode>();
  private readonly extents = new Map<RecipeNode, Extent>();
  private documents = 0;
  private taken = 0;
  private aliases = 0;
  private last = 0;

  constructor(
    private readonly text: string,
    /** Of the text's scalars, keys too, in order. */
    private readonly values: readonly unknown[],
    private readonly at: (offset: number) => Origin,
    private readonly bounds: Bounds,
  ) {}

  take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        if (this.documents++ > 0) this.stop(this.nextDocument(), 'expected one document, found a second one');
        return;
      case EVENT_ID.SCALAR: {
        const node = this.scalar(event);
        if (this.expectsKey()) this.takeKey(getScalarValue(this.text, event), node.origin);
        else this.add(node, { values: 1, depth: 0 }, this.slice(event.anchorStart, event.anchorEnd));
        return;
      }
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING: {
        this.last = event.start;
        if (event.tagStart !== -1) this.stop(event.tagStart, 'expected no tag on a map or list');
        if (this.expectsKey()) this.stop(event.start, 'expected a name as key, found a map or list');
        this.frames.push({
          kind: event.type === EVENT_ID.SEQUENCE ? 'list' : 'map',
          origin: this.at(event.start),
          anchor: this.slice(event.anchorStart, event.anchorEnd),
          items: [],
          entries: new Map(),
          key: undefined,
          values: 1,
          depth: 0,
        });
        return;
      }
      case EVENT_ID.ALIAS: {
        this.last = event.anchorStart;
        if (++this.aliases > this.bounds.aliases) {
          this.stop(event.anchorStart, `expected at most ${this.bounds.aliases} aliases, found more`);
        }
        if (this.expectsKey()) this.stop(event.anchorStart, 'expected a name as key, found an alias');
        const name = this.text.slice(event.anchorStart, event.anchorEnd);
        const node = this.anchors.get(name);
        if (node === undefined) {
          const inside = this.frames.some(frame => frame.anchor === name);
          this.stop(event.anchorStart, `alias *${name} ${inside ? 'contains itself' : 'has no anchor before it'}`);
        }
        this.add(node, this.extents.get(node) ?? { values: 1, depth: 0 }, undefined);
        return;
      }
      case EVENT_ID.POP:
        this.close();
        return;
    }
  }

  private close(): void {
    const frame = this.frames.pop();
    if (frame === undefined) return;
    const node: RecipeNode =
      frame.kind === 'list'
        ? Object.freeze({ kind: 'list', items: Object.freeze(frame.items), origin: frame.origin })
        : mapNode(frame.entries, frame.origin);
    this.add(node, { values: frame.values, depth: frame.depth + 1 }, frame.anchor);
  }

  private add(node: RecipeNode, extent: Extent, anchor: string | undefined): void {
    this.extents.set(node, extent);
    if (anchor !== undefined) this.anchors.set(anchor, node);
    const frame = this.frames.at(-1);
    if (frame === undefined) {
      this.root = node;
      return;
    }
    frame.values += extent.values;
    frame.depth = Math.max(frame.depth, extent.depth);
    if (frame.values > this.bounds.values) {
      this.stop(this.last, `expected at most ${this.bounds.values} values once aliases are followed, found more`);
    }
    if (this.frames.length + frame.depth > this.bounds.depth) {
      this.stop(this.last, `expected at most ${this.bounds.depth} levels once aliases are followed, found more`);
    }
    if (frame.kind === 'list') frame.items.push(node);
    else if (frame.key?.text !== undefined) frame.entries.set(frame.key.text, { key: frame.key.origin, node });
    frame.key = undefined;
  }

  private expectsKey(): boolean {
    const frame = this.frames.at(-1);
    return frame?.kind === 'map' && frame.key === undefined;
  }

  private takeKey(text: string, origin: Origin): void {
    const frame = this.frames.at(-1)!;
    const earlier = frame.entries.get(text);
    const refuse = (message: string): void => {
      const above = this.frames.flatMap(({ kind, key, items }): (string | number)[] => {
        if (kind === 'list') return [items.length];
        return key?.text === undefined ? [] : [key.text];
      });
      this.problems.push({ origin, path: pathText([...above, shortened(text, 60)]), text: message });
      frame.key = { text: undefined, origin };
    };
    if (text === '') refuse('expected a name as key, found nothing');
    else if (refusedKeys.includes(text)) refuse('this name is refused as a key');
    else if (text === '<<')
      refuse('YAML merge keys are not read; put the shared part in a file and name it under use:');
    else if (earlier !== undefined) refuse(`duplicate key, first at ${place(earlier.key)}`);
    else frame.key = { text, origin };
  }

  private scalar(event: ScalarEvent): RecipeNode {
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    if (event.valueStart !== -1) this.last = event.valueStart - (quoted ? 1 : 0);
    const origin = this.at(this.last);
    const plain = event.style === SCALAR_STYLE.PLAIN && event.tagStart === -1;
    const value = this.values[this.taken++];
    if (!isScalar(value)) this.stop(this.last, 'expected no tag that makes a map or list');
    return Object.freeze({ kind: 'scalar', value, plain, origin });
  }

  private slice(start: number, end: number): string | undefined {
    return start === -1 ? undefined : this.text.slice(start, end);
  }

  /** The events do not say where a document starts: after the last value comes the line with its dashes. */
  private nextDocument(): number {
    const dashes = this.text.indexOf('\n---', this.last);
    return dashes === -1 ? this.last : dashes + 1;
  }

  private stop(offset: number, message: string): never {
    YAMLException.throwAt(this.text, offset, message);
  }
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
