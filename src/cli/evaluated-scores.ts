import type { ScoreTable } from '../manifest/scores';
import { sidesById } from '../stages/trial-speakers';
import { evaluationText } from './eval';
import { evaluate } from './evaluation';

/** What a command that made scores says of them: their figures, or how many it wrote where nobody knows the answers. */
export function scoresText(table: ScoreTable, out: string | undefined, labelled: boolean): string {
  if (!labelled) return `${table.scores.length.toLocaleString('en')} scores in ${out}\n`;
  const plan = { rule: 'interpolation', priors: [0.01, 0.001], fars: [0.01], resamples: 0, seed: 0 } as const;
  return evaluationText(evaluate(table, sidesById(table), plan));
}
