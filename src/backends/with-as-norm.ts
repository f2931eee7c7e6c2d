import { z } from 'zod';
import { adaptiveNorm } from './as-norm';
import type { Backend } from './backend';
import { meanRows } from './mean-rows';

/** What each back-end's `as_norm` may say; see {@link adaptiveNorm}. */
export const asNormOption = z
  .strictObject({
    top_n: z.int().min(2).default(300).describe('highest cohort scores of each side'),
    cohort: z
      .enum(['speakers', 'utterances'])
      .default('speakers')
      .describe('training embeddings to normalise by: the mean of each speaker, as wespeaker, or every utterance'),
  })
  .optional()
  .describe('AS-norm of the scores by the training set; {} = the defaults, absent = none');

/** The back-end with its scores normalised by the embeddings that it learns from, where that is asked. */
export function withAsNorm(plain: Backend, chosen: z.output<typeof asNormOption>): Backend {
  if (chosen === undefined) return plain;
  return {
    label: `${plain.label} + AS-norm`,
    needsTraining: true,
    fit(vectors, speakers) {
      const cohort = chosen.cohort === 'utterances' ? vectors : meanRows(vectors, rowsBySpeaker(speakers));
      return adaptiveNorm(plain.fit(vectors, speakers), cohort, { top: chosen.top_n });
    },
  };
}

/** The rows of each speaker, in the order in which speakers first appear. */
function rowsBySpeaker(speakers: readonly string[]): number[][] {
  const rows = new Map<string, number[]>();
  speakers.forEach((speaker, row) => {
    const own = rows.get(speaker);
    if (own === undefined) rows.set(speaker, [row]);
    else own.push(row);
  });
  return [...rows.values()];
}
