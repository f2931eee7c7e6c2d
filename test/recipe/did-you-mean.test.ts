import type { z } from 'zod';
import { nearestNames } from '../../src/core/nearest-names';
import { randomOf } from '../../src/core/random';
import { inputSchema } from '../../src/recipe/json-schema';
import { tasks } from '../../src/tasks';
import { neighbourhoods, slipped } from './typing-slips';

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
