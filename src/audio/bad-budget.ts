import { DataError } from '../core/errors';
import type { BadAudio } from './shard-format';

/** A bad recording with its id, a line of bad-audio.jsonl. */
export interface BadRecording extends Omit<BadAudio, 'row'> {
  readonly id: string;
  readonly audio: string;
}

/** How many of a list's recordings may be unusable before the work stops. */
export interface BadBudget {
  readonly bad: readonly BadRecording[];
  /** @throws DataError once the share is passed and enough are known to name 20. */
  add(recording: BadRecording): void;
  /** @throws DataError where more than the share of `rows` is bad. */
  close(rows: number): void;
}

const named = 20;

/** Whole recordings that a share of them is. 29 % of 100 are 29, though 0.29 × 100 is less in binary. */
function allowedOf(maxBad: number, rows: number): number {
  return Math.floor(maxBad * rows * (1 + 1e-12));
}

/** `maxBad` is a share, 0 to 1; `expected` the length of the list, as far as it is known; `file` will list what is bad. */
export function budgetBad(maxBad: number, expected: number, file = 'bad-audio.jsonl'): BadBudget {
  const bad: BadRecording[] = [];
  const refuse = (rows: number, allowed: number): never => {
    const lines = bad.slice(0, named).map(({ id, class: kind, reason }) => `    ${id} (${kind}): ${reason}`);
    const more = bad.length > named ? `\n    … and ${bad.length - named} more` : '';
    throw new DataError({
      what: `${bad.length} of ${rows} recordings cannot be used`,
      expected: `at most ${allowed} (${Number((100 * maxBad).toPrecision(12))} %)`,
      found: `\n${lines.join('\n')}${more}`,
      remedy: `mend or remove them, or allow more by data.max_bad (not for evaluation sets); all are in ${file}`,
    });
  };
  return {
    bad,
    add(recording) {
      bad.push(recording);
      const allowed = allowedOf(maxBad, expected);
      if (bad.length > allowed && bad.length >= named) refuse(expected, allowed);
    },
    close(rows) {
      const allowed = allowedOf(maxBad, rows);
      if (bad.length > allowed) refuse(rows, allowed);
    },
  };
}
