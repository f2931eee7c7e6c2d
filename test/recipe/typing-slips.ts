import type { Random } from '../../src/core/random';
import type { JsonSchema } from '../../src/recipe/json-schema';

/** The sets of names that a typo is compared with: the keys of each map, the types of each choice. */
export function neighbourhoods(json: JsonSchema | boolean): string[][] {
  if (typeof json === 'boolean') return [];
  const own = [Object.keys(json.properties ?? {}), (json.enum ?? []).map(String)].filter(({ length }) => length > 1);
  const below = [...Object.values(json.properties ?? {}), ...(json.anyOf ?? []), ...[json.items ?? []].flat()];
  return [...own, ...below.flatMap(neighbourhoods)];
}

const letters = 'abcdefghijklmnopqrstuvwxyz_-';

/** One slip of a typist: a letter left out, put in, taken for another, or two swapped. */
export function slipped(word: string, random: Random): string {
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
