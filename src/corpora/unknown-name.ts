import { UsageError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';

/** A split that the corpus does not have. */
export function unknownSplit(corpus: string, split: string, splits: readonly string[]): never {
  return unknown(`split of ${corpus}`, split, splits);
}

/** A trial list that the corpus does not have. */
export function unknownTrialList(corpus: string, list: string, lists: readonly string[]): never {
  return unknown(`trial list of ${corpus}`, list, lists);
}

function unknown(what: string, name: string, known: readonly string[]): never {
  const near = nearestNames(name, known);
  throw new UsageError({
    what: `unknown ${what}`,
    expected: known.join(', ') || 'none, as it has no such list',
    found: `'${name}'`,
    ...(near.length === 0 ? {} : { remedy: `did you mean ${near.join(' or ')}?` }),
  });
}
