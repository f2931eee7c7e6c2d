import { canonicalJson } from '../../pipeline/canonical-json';

interface List {
  readonly corpus: unknown;
  readonly list: string;
}

interface Training {
  readonly validation?: (List & { readonly keep: 'last' | 'best' }) | undefined;
  readonly average?: object | undefined;
}

/** A fault of keys that are right by themselves, for zod. */
export interface Conflict {
  readonly code: 'custom';
  readonly message: string;
  readonly path: PropertyKey[];
}

/** What of a recipe's training contradicts itself or its trial lists: choosing a network by a list makes that list's error rate too low. */
export function trainingConflicts(trials: readonly List[], { validation, average }: Training): Conflict[] {
  if (validation === undefined) return [];
  const conflict = (key: string, message: string): Conflict => {
    return { code: 'custom', message, path: ['training', 'validation', key] };
  };
  const text = ({ corpus, list }: List): string => JSON.stringify([canonicalJson(corpus), list]);
  const scored = trials.findIndex(one => text(one) === text(validation));
  return [
    ...(scored < 0
      ? []
      : [
          conflict(
            'list',
            `'${validation.list}' is scored as data.trials[${scored}] too: a development list is another one`,
          ),
        ]),
    ...(validation.keep === 'best' && average !== undefined
      ? [conflict('keep', 'best contradicts training.average: the network is the best one or a mean')]
      : []),
  ];
}
