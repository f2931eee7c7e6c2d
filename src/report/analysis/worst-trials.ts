import { TARGET } from '../../manifest/label';
import type { ScoreTable } from '../../manifest/scores';

export interface WorstTrial {
  readonly enroll: string;
  readonly test: string;
  readonly score: number;
}

/** The trials that a system gets most wrong, worst first; equal scores in the list's order. */
export interface WorstTrials {
  /** Non-target trials of the highest scores. */
  readonly accepted: readonly WorstTrial[];
  /** Target trials of the lowest scores. */
  readonly rejected: readonly WorstTrial[];
}

/** The `count` worst trials of either kind; one pass and a small list, whatever the number of trials. */
export function worstTrials(table: ScoreTable, count: number): WorstTrials {
  const accepted: number[] = [];
  const rejected: number[] = [];
  const { scores, labels } = table;
  for (let row = 0; row < scores.length; row++) {
    if (labels[row] === TARGET) enter(rejected, row, count, other => scores[row]! < scores[other]!);
    else enter(accepted, row, count, other => scores[row]! > scores[other]!);
  }
  const named = (rows: readonly number[]): WorstTrial[] =>
    rows.map(row => ({
      enroll: table.names.name(table.enroll[row]!),
      test: table.names.name(table.test[row]!),
      score: scores[row]!,
    }));
  return { accepted: named(accepted), rejected: named(rejected) };
}

/** Puts a row in its place among the worst so far. */
function enter(rows: number[], row: number, most: number, worseThan: (other: number) => boolean): void {
  const last = rows[most - 1];
  if (last !== undefined && !worseThan(last)) return;
  let place = rows.length;
  while (place > 0 && worseThan(rows[place - 1]!)) place--;
  rows.splice(place, 0, row);
  if (rows.length > most) rows.pop();
}
