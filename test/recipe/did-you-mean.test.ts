import type { z } from 'zod';
import { nearestNames } from '../../src/core/nearest-names';
import { type Random, randomOf } from '../../src/core/random';
import { inputSchema, type JsonSchema } from '../../src/recipe/json-schema';
import { tasks } from '../../src/tasks';

/** The sets of names that a typo is compared with: the keys of each map, the types of each choice. */
function neighbourhoods(json: JsonSchema | boolean): string[][] {
  if (typeof json === 'boolean') return [];
  const own = [Object.keys(json.properties ?? {}), (json.enum ?? []).map(String)].filter(({ length }) => length > 1);
  const below = [...Object.values(json.properties ?? {}), ...(json.anyOf ?? []), ...[json.items ?? []].flat()];
  return [...own, ...below.flatMap(neighbourhoods)];
}

const letters = 'abcdefghijklmnopqrstuvwxyz_-';

/** One slip of a typist: a letter left out, put in, taken for another, or two swapped. */
function slipped(word: string, random: Random): string {
  const at = random.integer(word.length);
  const letter = letters[random.integer(letters.length)]!;
  switch (random.integer(4)) {
    case 0:
      return word.slice(0, at) + word.slice(at + 1);
    case 1:
      return word.slice(0, at) + letter + word.slice(at);
    case 2:
      return word.slice(0, at) + letter + word.slice(at + 1);
    default:
      return (
        word.slice(0, at) +
        word
          .slice(at, at + 2)
          .split('')
          .reverse()
          .join('') +
        word.slice(at + 2)
      );
  }
}

describe('nearestNames(typo, names) puts the right name first', () => {
  const schemas: z.ZodType[] = Object.values(tasks).map(({ recipe }) => recipe);
  const sets = [
    ...new Map(schemas.flatMap(schema => neighbourhoods(inputSchema(schema))).map(set => [set.join(), set])).values(),
  ];

  test.each([1, 2])('for 95 %% or more of the typos of %d slips, in the names of real recipes', slips => {
    let right = 0;
    let all = 0;
    for (const names of sets) {
      for (const name of names.filter(({ length }) => length >= 3)) {
        for (let trial = 0; trial < 10; trial++) {
          const random = randomOf(1, 'typo', name, trial);
          let typo = slipped(name, random);
          if (slips === 2) typo = slipped(typo, random);
          // Where a slip makes another good name, there is nothing to notice.
          if (names.includes(typo)) continue;
          all++;
          if (nearestNames(typo, names)[0] === name) right++;
        }
      }
    }
    expect(all).toBeGreaterThan(1000);
    expect(right / all).toBeGreaterThanOrEqual(0.95);
  });
});
