import { z } from 'zod';
import type { Registry } from '../core/registry';
import { writtenForms } from './written';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** JSON Schema (draft 2020-12) of what may stand in a recipe, for editors: the schema's input, with `use` and `profiles`. */
export function recipeJsonSchema(schema: z.ZodType): JsonSchema {
  const json = withoutRequired(inputSchema(schema));
  return {
    ...json,
    properties: {
      ...json.properties,
      use: {
        description: 'Files whose values this recipe starts from, each laid over the one before.',
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      },
      profiles: {
        description: 'Named sets of changes; svtk run RECIPE --profile NAME lays one over the recipe.',
        type: 'object',
        additionalProperties: { type: 'object' },
      },
    },
  };
}

/** With `use`, any key may come from another file; what is missing in the end, `svtk check` says. */
function withoutRequired(json: JsonSchema): JsonSchema {
  // A key that happens to be called required is an object, the list of required keys is not.
  return JSON.parse(
    JSON.stringify(json, (key, value) => (key === 'required' && Array.isArray(value) ? undefined : value)),
  );
}

/** JSON Schema of a recipe of any of these tasks' schemas. */
export function tasksJsonSchema(schemas: readonly z.ZodType[]): JsonSchema {
  const [first, ...others] = schemas.map(recipeJsonSchema);
  if (first === undefined || others.length === 0) return first ?? {};
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    anyOf: [first, ...others].map(({ $schema: _, ...json }) => json),
  };
}

/** JSON Schema of a schema's written form: what `choice` and the quantities take, with defaults as they would be written. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodCustom) {
        const form = writtenForms.get(zodSchema);
        if (form !== undefined) Object.assign(jsonSchema, form.json(), { title: form.words });
      }
      if (zodSchema instanceof z.ZodDefault) jsonSchema.default = z.encode(zodSchema, zodSchema.def.defaultValue);
      // The bounds of exact integers are no rule of the recipe.
      if (Number(jsonSchema.maximum) >= Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (Number(jsonSchema.minimum) <= Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
}

/** A name alone, or `type` with the options of that entry. */
export function choiceJsonSchema(registry: Registry): JsonSchema {
  const entries = Object.entries(registry).map(([name, { summary, options }]) => {
    const { $schema: _, ...json } = inputSchema(options);
    return {
      ...json,
      title: name,
      description: summary,
      properties: { type: { const: name }, ...json.properties },
      required: ['type', ...(json.required ?? [])],
    };
  });
  return { anyOf: [{ enum: Object.keys(registry) }, ...entries] };
}
