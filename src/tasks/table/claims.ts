import { z } from 'zod';
import { UsageError } from '../../core/errors';
import { nearestNames } from '../../core/nearest-names';

const lists = z.array(z.string()).min(1);
const rows = z.array(z.string()).min(1);

/** What a paper concludes from its table, so that it can be held to the paper's numbers and to ours; error rates: lower is better. */
export const claim = z
  .strictObject({
    says: z.string().describe('the claim in words, with its place in the paper'),
    among: rows.describe('rows that the claim is about'),
    chosen_on: z.string().optional().describe('trial list whose lowest error chooses one of several rows'),
    below: z.string().optional().describe('row that the chosen one has lower errors than, on each of the lists'),
    gains_fall: z
      .boolean()
      .default(false)
      .describe('with below: the relative gain is largest on the first list and falls from list to list'),
    on: lists.describe('trial lists; without below: the rows rank alike on all of them'),
    metric: z
      .string()
      .optional()
      .describe('heading of the columns that it is about; the first of each list by default'),
  })
  .superRefine(({ among, chosen_on, below }, context) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', message });
    // One row needs no list to be chosen by.
    if (chosen_on !== undefined && below === undefined) complain('chosen_on: expected below beside it');
    if (among.length > 1 && chosen_on === undefined && below !== undefined) {
      complain('expected chosen_on, which chooses one of several rows, or one row');
    }
    if (among.length === 1 && below === undefined) complain('expected below, or several rows that rank alike');
  });

export type Claim = z.output<typeof claim>;

/** Throws UsageError for a claim about a row or a trial list that the table does not have. */
export function demandClaims(
  claims: readonly Claim[],
  known: { readonly rows: ReadonlySet<string>; readonly lists: ReadonlySet<string> },
): void {
  for (const { says, among, chosen_on: chosenOn, below, on } of claims) {
    demandNames(says, 'row', [...among, ...(below === undefined ? [] : [below])], known.rows);
    demandNames(says, 'trial list', [...on, ...(chosenOn === undefined ? [] : [chosenOn])], known.lists);
  }
}

function demandNames(claim: string, what: string, names: readonly string[], known: ReadonlySet<string>): void {
  const unknown = names.find(name => !known.has(name));
  if (unknown === undefined) return;
  const near = nearestNames(unknown, [...known]);
  throw new UsageError({
    what: `a claim names a ${what} that the table lacks`,
    where: `claims: ${claim}`,
    expected: [...known].join('; '),
    found: unknown,
    ...(near.length === 0 ? {} : { remedy: `did you mean ${near.join(' or ')}?` }),
  });
}
