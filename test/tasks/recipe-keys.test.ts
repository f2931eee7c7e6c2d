import { z } from 'zod';
import { inputSchema, type JsonSchema } from '../../src/recipe/json-schema';
import { tasks } from '../../src/tasks';

interface Field {
  /** `training.optimizer.momentum`; what a list holds is under the list's own name. */
  readonly path: string;
  readonly key: string;
  readonly described: boolean;
}

type Property = JsonSchema | boolean | undefined;

/** Every key that may be written under a schema: in maps, items of lists, and all alternatives. */
function fieldsOf(json: Property, path: string): Field[] {
  if (json === undefined || typeof json === 'boolean') return [];
  const own = Object.entries(json.properties ?? {}).flatMap(([key, property]): Field[] => {
    const below = `${path}.${key}`;
    // The name of a choice is explained by its entry.
    const described =
      typeof property === 'object' && (property.description !== undefined || isChosenName(key, property));
    return [{ path: below, key, described }, ...fieldsOf(property, below)];
  });
  const alternatives = [...(json.anyOf ?? []), ...(json.oneOf ?? []), ...(json.allOf ?? [])];
  const items = [...[json.items].flat(), ...(json.prefixItems ?? [])];
  return [...own, ...[...alternatives, ...items, json.additionalProperties].flatMap(below => fieldsOf(below, path))];
}

function isChosenName(key: string, { const: name }: JsonSchema): boolean {
  return key === 'type' && name !== undefined;
}

const components = Object.values(tasks).flatMap(({ shelves }) =>
  Object.entries(shelves).flatMap(([shelf, registry]) =>
    Object.entries(registry).map(([name, { options }]) => ({ shelf, name, options })),
  ),
);
const fields = [
  ...Object.entries(tasks).flatMap(([task, { recipe }]) => fieldsOf(inputSchema(recipe), task)),
  ...components.flatMap(({ shelf, name, options }) => fieldsOf(inputSchema(options), `${shelf}.${name}`)),
];
const isSnakeCase = ({ key }: Field): boolean => /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key);

test('fieldsOf finds keys of maps, lists, choices and unions', () => {
  expect(fields.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      'verification.data.train.corpus.train_speakers',
      'verification.training.spec_augment.time_width',
      'verification.training.optimizer.weight_decay',
      'table.rows.recipe',
      'augmentations.reverb.from.direct_to_reverberant',
      'augmentations.one-of.of.type',
      'metrics.min-dcf.false_alarm_cost',
    ]),
  );
  const wrong = z.strictObject({ a: z.array(z.union([z.string(), z.strictObject({ testSpeakers: z.int() })])) });
  expect(fieldsOf(inputSchema(wrong), 'x').filter(field => !isSnakeCase(field) || !field.described)).toEqual([
    { path: 'x.a', key: 'a', described: false },
    { path: 'x.a.testSpeakers', key: 'testSpeakers', described: false },
  ]);
});

test('every key of every recipe and component is in snake_case', () => {
  expect(fields.filter(field => !isSnakeCase(field)).map(({ path }) => path)).toEqual([]);
});

test('every key of every recipe and component has a description', () => {
  expect(fields.filter(({ described }) => !described).map(({ path }) => path)).toEqual([]);
});

test('every name that a recipe can choose is in kebab-case and has a summary and a source', () => {
  // Some names of the field end with a plus sign: cam++.
  const isKebabCase = (name: string): boolean => /^[a-z][a-z0-9]*(-[a-z0-9]+)*\+*$/.test(name);
  expect(components.map(({ name }) => name).filter(name => !isKebabCase(name))).toEqual([]);
  for (const { shelves } of Object.values(tasks)) {
    for (const registry of Object.values(shelves)) {
      for (const { summary, source } of Object.values(registry)) {
        expect(summary).not.toBe('');
        expect(source).not.toBe('');
      }
    }
  }
});
