import type { Cell, ResultTable, Row } from './table';

/** What a paper concludes from its table; tasks/table/claims.ts says how recipes write it. */
export interface Claim {
  readonly says: string;
  readonly among: readonly string[];
  readonly chosen_on?: string | undefined;
  readonly below?: string | undefined;
  readonly gains_fall: boolean;
  readonly on: readonly string[];
  /** The first column of each list where absent. */
  readonly metric?: string | undefined;
}

type Side = 'value' | 'published';

interface Verdict {
  readonly holds: boolean;
  readonly because: string;
}

/**
 * Each claim as a line: whether it holds by the paper's numbers and by ours, and by which. Numbers count as they are, without regard to
 * intervals: a claim that holds here may hold by chance. One that lacks a number is not decided.
 */
export function claimLines(table: ResultTable, claims: readonly Claim[]): string[] {
  return claims.map(claim => {
    const verdicts = [['paper', 'published'] as const, ['here', 'value'] as const].map(
      ([who, side]) => `${who}: ${wording(verdictOf(table, claim, side))}`,
    );
    return `claim: ${claim.says}; ${verdicts.join('; ')}`;
  });
}

function wording(verdict: Verdict | undefined): string {
  if (verdict === undefined) return 'not decided, numbers are missing';
  return `${verdict.holds ? 'holds' : 'does not hold'} (${verdict.because})`;
}

function verdictOf(table: ResultTable, claim: Claim, side: Side): Verdict | undefined {
  const errorOf = (row: string, list: string): number => {
    const error = cellOf(table, row, list, claim.metric)?.[side];
    if (error === undefined) throw new MissingNumber();
    return error;
  };
  try {
    const { chosen_on: chosenOn, below } = claim;
    if (below === undefined) return sameOrder(claim, errorOf);
    const [only = '', ...others] = claim.among;
    const chosen =
      chosenOn === undefined || others.length === 0
        ? only
        : claim.among.reduce((best, row) => (errorOf(row, chosenOn) < errorOf(best, chosenOn) ? row : best));
    return claim.gains_fall ? fallingGains(claim, chosen, below, errorOf) : lower(claim, chosen, below, errorOf);
  } catch (error) {
    if (error instanceof MissingNumber) return undefined;
    throw error;
  }
}

class MissingNumber extends Error {}

type ErrorOf = (row: string, list: string) => number;

/** The cell of the list's first column, which is its first back-end and metric, or of the first of a metric. */
function cellOf({ columns, rows }: ResultTable, name: string, list: string, wanted?: string): Cell | undefined {
  const index = columns.findIndex(
    ({ trials, metric }) => trials === list && (wanted === undefined || metric === wanted),
  );
  return rows.find((row: Row) => row.name === name)?.cells[index];
}

function lower({ on }: Claim, chosen: string, below: string, errorOf: ErrorOf): Verdict {
  const pairs = on.map(list => [errorOf(chosen, list), errorOf(below, list)] as const);
  return {
    holds: pairs.every(([ours, other]) => ours < other),
    because: `${chosen}: ${pairs.map(([ours, other]) => `${ours.toFixed(3)} against ${other.toFixed(3)}`).join(', ')}`,
  };
}

function fallingGains({ on }: Claim, chosen: string, below: string, errorOf: ErrorOf): Verdict {
  const gains = on.map(list => 1 - errorOf(chosen, list) / errorOf(below, list));
  return {
    holds: gains.every((gain, place) => place === 0 || gain < (gains[place - 1] ?? 0)),
    because: `${chosen}: ${gains.map((gain, place) => `${(100 * gain).toFixed(2)} % on ${on[place]}`).join(', ')}`,
  };
}

function sameOrder({ among, on }: Claim, errorOf: ErrorOf): Verdict {
  const orders = on.map(list => {
    const ranked = among.toSorted((a, b) => errorOf(a, list) - errorOf(b, list));
    return ranked.map(row => among.indexOf(row) + 1).join(' ');
  });
  return {
    holds: new Set(orders).size === 1,
    because: `rows from best to worst: ${orders.map((order, place) => `${order} on ${on[place]}`).join(', ')}`,
  };
}
