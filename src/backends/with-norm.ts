import { buildChoice, type Choice, choice } from '../recipe/choice';
import type { Backend } from './backend';
import { meanRows } from './mean-rows';
import { norms } from './norms';

/** What each back-end's `norm` may say. */
export const normOption = choice(norms, 'score norm')
  .optional()
  .describe('normalisation of the scores by the training set; absent = none');

/** The back-end with its scores normalised by the embeddings that it learns from, where that is asked. */
export function withNorm(plain: Backend, chosen: Choice<typeof norms> | undefined): Backend {
  if (chosen === undefined) return plain;
  const norm = buildChoice(norms, chosen);
  return {
    label: `${plain.label} + ${norm.label}`,
    needsTraining: true,
    needsDevelopment: plain.needsDevelopment,
    fit(vectors, speakers, development) {
      const cohort = norm.cohort === 'utterances' ? vectors : meanRows(vectors, rowsBySpeaker(speakers));
      return norm.normalise(plain.fit(vectors, speakers, development), cohort);
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
