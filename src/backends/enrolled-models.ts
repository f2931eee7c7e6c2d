import { DataError } from '../core/errors';
import { type NamedVectors, someOf } from '../manifest/named-vectors';
import type { EnrolledSet } from './backend';
import { meanRows } from './mean-rows';

/** What is enrolled, by name: utterances, or models that are means of several. */
export interface EnrolledVectors extends NamedVectors {
  readonly vectors: EnrolledSet;
}

/**
 * A row for each model: the mean of its utterances' embeddings, see {@link meanRows}; without a model, every embedding
 * enrolls itself. Throws DataError where a model names an utterance without an embedding; `where` is the models' file.
 */
export function enrolledModels(
  embeddings: EnrolledVectors,
  models: ReadonlyMap<string, readonly string[]>,
  where?: string,
): EnrolledVectors {
  if (models.size === 0) return embeddings;
  const rowOf = new Map(embeddings.ids.map((id, row) => [id, row]));
  const missing: string[] = [];
  const groups = Array.from(models.values(), utterances =>
    utterances.map(id => {
      const row = rowOf.get(id);
      if (row === undefined) missing.push(id);
      return row ?? -1;
    }),
  );
  if (missing.length > 0) {
    throw new DataError({
      what: 'models name utterances that have no embedding',
      ...(where === undefined ? {} : { where }),
      expected: `an embedding for each utterance of the ${models.size} models`,
      found: `none for ${someOf(missing)}`,
      remedy: 'extract the missing embeddings',
    });
  }
  return { ids: [...models.keys()], vectors: meanRows(embeddings.vectors, groups) };
}
