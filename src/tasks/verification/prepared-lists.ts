import type { ChosenCorpus, PrepareOptions } from '../../stages/decoding';
import { prepareTrials, type TrialsStage } from '../../stages/prepare-trials';

/** A trial list of a recipe, under the name that its stages and files get. */
export interface NamedList {
  readonly name: string;
  readonly chosen: ChosenCorpus;
  readonly list: string;
}

export interface PreparedList extends NamedList {
  readonly prepared: TrialsStage;
  /** The lists of the same corpus before it, the latest first: its recordings are in its own set and in theirs. */
  readonly before: readonly PreparedList[];
}

/** Prepares lists in their order; a recording that several lists of one corpus name is in the set of the first of them. */
export function prepareLists(lists: readonly NamedList[], options: PrepareOptions): PreparedList[] {
  const all: PreparedList[] = [];
  for (const named of lists) {
    const { name, chosen, list } = named;
    const earlier = all.filter(other => corpusOf(other) === corpusOf(named));
    const names = earlier.map(other => other.list);
    all.push({ ...named, before: earlier.toReversed(), prepared: prepareTrials(name, chosen, list, options, names) });
  }
  return all;
}

/** Equal for lists of one corpus with the same options. */
function corpusOf({ chosen }: NamedList): string {
  return JSON.stringify(chosen.settings);
}
