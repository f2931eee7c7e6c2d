import { readSpeakerOf } from '../manifest/name-map';
import { sidesById, sidesBySpeaker } from '../stages/trial-speakers';
import { type Evaluation, type EvaluationPlan, evaluate } from './evaluation';
import { readLabelledScores } from './labelled-scores';

export interface EvaluatedFiles {
  readonly scores: string;
  /** Labels, where the score file has none. */
  readonly trials: string | undefined;
  readonly utt2spk: string | undefined;
}

/** Evaluates a score file; `resampled` says over what the intervals are. Throws UsageError where nothing gives labels. */
export function evaluateFile(
  { scores, trials, utt2spk }: EvaluatedFiles,
  plan: EvaluationPlan,
): { evaluation: Evaluation; resampled: string } {
  const table = readLabelledScores(scores, trials);
  if (utt2spk === undefined) {
    const resampled = `${table.names.count} ids; speakers are unknown, so the intervals are too narrow: give --utt2spk`;
    return { evaluation: evaluate(table, sidesById(table), plan), resampled };
  }
  const sides = sidesBySpeaker(table, readSpeakerOf(utt2spk));
  return { evaluation: evaluate(table, sides, plan), resampled: `${sides.speakers} speakers` };
}
