import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Report } from '../core/events';
import type { Utterance } from '../manifest/types';
import { allPairs, sameSessionOption } from './all-pairs';
import { readUtterances } from './all-rows';
import type { Corpus, CorpusContext } from './corpus';
import { labelledTrials, withUtterances } from './trial-file';
import { unknownSplit, unknownTrialList } from './unknown-name';

/** Options of corpora that are lists of a user's own. */
export const ownListOptions = {
  trials: z
    .string()
    .min(1)
    .optional()
    .describe("trial file, '1 a b' or 'a b target|nontarget'; without it the one trial list is all-pairs"),
  same_session: sameSessionOption('keep'),
};

/** A path of a recipe: absolute, or below data.root where there is one. */
export function pathIn(path: string, context: CorpusContext): string {
  return context.root === undefined ? resolve(path) : resolve(context.root, path);
}

/** A corpus of one split, `all`, with a trial list `trials` from a file, and `all-pairs`. */
export function ownCorpus(
  name: string,
  rows: (report: Report) => AsyncIterable<Utterance>,
  options: { readonly trials?: string | undefined; readonly same_session: 'keep' | 'drop' },
  context: CorpusContext,
  /** Lists that decide what the corpus holds; the recordings they name may lie anywhere. */
  inputs: readonly string[],
): Corpus {
  const trialLists = options.trials === undefined ? ['all-pairs'] : ['trials', 'all-pairs'];
  return {
    name,
    splits: ['all'],
    trialLists,
    async *utterances(split, report) {
      if (split !== 'all') unknownSplit(name, split, ['all']);
      yield* rows(report);
    },
    async trials(list, report) {
      if (!trialLists.includes(list)) unknownTrialList(name, list, trialLists);
      const utterances = await readUtterances(rows(report));
      if (list === 'all-pairs' || options.trials === undefined) return allPairs(list, utterances, options.same_session);
      const byId = new Map(utterances.map(row => [row.id, row]));
      return withUtterances(list, labelledTrials(pathIn(options.trials, context)), id => byId.get(id));
    },
    inputs: () =>
      [...inputs, ...(options.trials === undefined ? [] : [pathIn(options.trials, context)])].filter(path =>
        existsSync(path),
      ),
    async *recordings() {
      for await (const { audio } of rows(() => undefined)) yield audio;
    },
    waveforms: { kind: 'files' },
  };
}
