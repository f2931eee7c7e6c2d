import { z } from 'zod';
import { nearestNames } from '../core/nearest-names';
import { type Component, lookUp, type Registry } from '../core/registry';
import { holdAgainst } from './complaint';
import { choiceJsonSchema } from './json-schema';
import { alternatives, suggestion, unknownKey, valueText } from './wording';
import { type Complain, written } from './written';

type Names<R extends Registry> = keyof R & string;

/** What a task gets for a part named in the recipe: `{ type: 'am-softmax', options: { scale: 30, margin: 0.2 } }`, a union over the shelf. */
export type Choice<R extends Registry> = {
  [Name in Names<R>]: { readonly type: Name; readonly options: z.output<R[Name]['options']> };
}[Names<R>];

/** How it is written: `am-softmax`, or `{ type: am-softmax, margin: 0.2 }`. */
export type WrittenChoice<R extends Registry> = {
  [Name in Names<R>]: Name | ({ readonly type: Name } & z.input<R[Name]['options']>);
}[Names<R>];

export type ChoiceSchema<R extends Registry> = z.ZodCodec<
  z.ZodCustom<WrittenChoice<R>, WrittenChoice<R>>,
  z.ZodCustom<Choice<R>, Choice<R>>
>;

/** A schema for one entry of a shelf: its name alone, or `type` with the options of that entry. `shelf` names it in messages: `loss`. */
export function choice<R extends Registry>(registry: R, shelf: string): ChoiceSchema<R> {
  const names = Object.keys(registry);
  for (const name of names) {
    if (Object.hasOwn(registry[name]!.options.shape, 'type'))
      throw new Error(`${shelf} ${name}: an option cannot be named type`);
  }
  const isName = (name: unknown): name is Names<R> => typeof name === 'string' && Object.hasOwn(registry, name);
  // One of a union that only the values of `type` tell apart: TypeScript cannot follow that the options belong to the name.
  const isChoice = (value: { type: string; options: unknown }): value is Choice<R> => isName(value.type);

  return written<WrittenChoice<R>, z.ZodCustom<Choice<R>, Choice<R>>>(
    {
      words: `${withArticle(shelf)}: ${alternatives(names, 40)}`,
      json: () => choiceJsonSchema(registry),
      decode(input: unknown, complain) {
        const expected = `${withArticle(shelf)} (${alternatives(names, 20)})`;
        const map = asMap(input);
        const type = map === undefined ? input : map['type'];
        const at = map === undefined ? [] : ['type'];
        if (!isName(type)) {
          const near = typeof type === 'string' ? nearestNames(type, names) : [];
          if (type === undefined) complain(`missing, expected ${expected}`, at);
          else complain(`expected ${expected}, found ${valueText(type)}${suggestion(near)}`, at);
          complainOfStrangers(map ?? {}, registry, complain);
          return undefined;
        }
        const options: Record<string, unknown> = Object.create(null);
        for (const [key, value] of Object.entries(map ?? {})) if (key !== 'type') options[key] = value;
        const held = holdAgainst(lookUp(registry, type, shelf).options, options, ['type']);
        for (const { path, atKey, text } of held.complaints ?? []) {
          complain(
            atKey && path.length === 1 ? `${text}${ownersOf(String(path[0]), registry)}` : text,
            [...path],
            atKey,
          );
        }
        if (held.complaints !== undefined) return undefined;
        const chosen = { type, options: held.value };
        return isChoice(chosen) ? chosen : undefined;
      },
      encode(output) {
        const encoded: Record<string, unknown> = z.encode(lookUp(registry, output.type, shelf).options, output.options);
        return writtenAs(registry, output.type, encoded);
      },
    },
    z.custom<Choice<R>>(),
  );
}

/** Any choice, whatever its shelf; `Choice<R>` is one. */
export interface AnyChoice {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A component that is built from its options and what the task gives it. */
interface Buildable extends Component {
  // A method, so that components whose options and context are narrower fit: the schema has checked that the options are their own.
  build(options: Readonly<Record<string, unknown>>, context: unknown): unknown;
}

type Built<R extends Registry<Buildable>> = ReturnType<R[Names<R>]['build']>;
type ContextOf<R extends Registry<Buildable>> = Exclude<Parameters<R[Names<R>]['build']>[1], undefined>;

/** Builds what the recipe chose: `buildChoice(losses, recipe.loss, { embedding, classes })`. Without a context where the shelf needs none. */
export function buildChoice<R extends Registry<Buildable>>(
  registry: R,
  chosen: Choice<R>,
  ...context: [ContextOf<R>] extends [never] ? [context?: undefined] : [context: ContextOf<R>]
): Built<R>;
export function buildChoice(registry: Registry<Buildable>, chosen: AnyChoice, context?: unknown): unknown {
  return lookUp(registry, chosen.type, 'type').build(chosen.options, context);
}

function writtenAs<R extends Registry>(registry: R, type: string, options: Record<string, unknown>): WrittenChoice<R> {
  const value: unknown = { type, ...options };
  const isWritten = (_: unknown): _ is WrittenChoice<R> => Object.hasOwn(registry, type);
  if (!isWritten(value)) throw new Error(`${type} is not on this shelf`);
  return value;
}

function asMap(input: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...input } : undefined;
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** ` (an option of am-softmax)`, where the key belongs to another entry of the shelf. */
function ownersOf(key: string, registry: Registry): string {
  const owners = Object.keys(registry).filter(name => Object.hasOwn(registry[name]!.options.shape, key));
  return owners.length === 0 ? '' : ` (it is an option of ${alternatives(owners, 4)})`;
}

/** Which options there are hangs on the type; where that is wrong, only keys that no entry of the shelf has are surely wrong. */
function complainOfStrangers(map: Readonly<Record<string, unknown>>, registry: Registry, complain: Complain): void {
  const known = [...new Set(['type', ...Object.values(registry).flatMap(({ options }) => Object.keys(options.shape))])];
  for (const key of Object.keys(map)) if (!known.includes(key)) complain(unknownKey(key, known), [key], true);
}
