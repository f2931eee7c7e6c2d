import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../core/errors';
import type { Report } from '../core/events';
import type { Utterance } from '../manifest/types';
import { allPairs } from './all-pairs';
import { readUtterances } from './all-rows';
import type { Corpus, CorpusContext } from './corpus';
import { locateCorpus, type Whereabouts } from './locate';
import { type OfficialSize, tellSize } from './official-size';
import { unknownSplit, unknownTrialList } from './unknown-name';
import { recordingsBelow } from './walk';

/** One split of a corpus whose folders and file names say who speaks. */
export interface TreeSplit {
  /** Below the corpus's folder; the first that is there is taken. */
  readonly folders: readonly string[];
  readonly official?: OfficialSize;
  /** The speakers that a list of the owners names, where that list is there; the missing ones are named in a note. */
  listed?(root: string): ReadonlySet<string> | undefined;
}

/** A recording as its path tells it; noise and music have no speaker. */
export type Named = Pick<Utterance, 'id' | 'speaker' | 'session'>;

export interface Tree extends Whereabouts {
  readonly splits: Readonly<Record<string, TreeSplit>>;
  /** Reads a path below the split's folder; undefined = not of the corpus. */
  name(path: string, split: string): Named | undefined;
}

/**
 * A corpus that is a walk through a tree of folders; each split has a trial list `<split>-pairs` of all its pairs, if its
 * options have `same_session`: a corpus without it is one to train on, or of no speakers.
 */
export function treeCorpus(
  tree: Tree,
  chosen: { root?: string | undefined; same_session?: 'keep' | 'drop' },
  context: CorpusContext,
): Corpus {
  const splits = Object.keys(tree.splits);
  const { same_session: sameSession } = chosen;
  const trialLists = sameSession === undefined ? [] : splits.map(split => `${split}-pairs`);
  async function* walk(split: string): AsyncGenerator<Utterance> {
    const known = Object.hasOwn(tree.splits, split) ? tree.splits[split] : undefined;
    const { folders } = known ?? unknownSplit(tree.corpus, split, splits);
    const root = locateCorpus(tree, chosen.root, context);
    const folder = folders.map(name => join(root, name)).find(path => existsSync(path));
    if (folder === undefined) {
      throw new DataError({
        what: `${tree.corpus} lacks the split ${split}`,
        where: root,
        expected: `a folder ${folders.join(' or ')}`,
        remedy: `to get it: ${tree.origin}`,
      });
    }
    let rows = 0;
    let others = 0;
    for await (const path of recordingsBelow(folder)) {
      const named = tree.name(path, split);
      if (named === undefined) others++;
      else {
        rows++;
        yield { ...named, audio: join(folder, path) };
      }
    }
    if (rows > 0) return;
    throw new DataError({
      what: `no recording of ${tree.corpus} ${split}`,
      where: folder,
      expected: tree.layout,
      found: others === 0 ? 'no audio file' : `${others} audio files, none named like that`,
    });
  }
  function utterances(split: string, report: Report): AsyncIterable<Utterance> {
    const known = Object.hasOwn(tree.splits, split) ? tree.splits[split] : undefined;
    if (known?.official === undefined) return walk(split);
    const listed = known.listed?.(locateCorpus(tree, chosen.root, context));
    return tellSize(`${tree.corpus} ${split}`, walk(split), known.official, report, listed);
  }
  return {
    name: tree.corpus,
    splits,
    trialLists,
    utterances,
    async trials(list, report) {
      if (sameSession === undefined || !trialLists.includes(list))
        return unknownTrialList(tree.corpus, list, trialLists);
      const rows = await readUtterances(utterances(list.slice(0, -'-pairs'.length), report));
      return allPairs(list, rows, sameSession);
    },
    inputs: () => [locateCorpus(tree, chosen.root, context)],
    waveforms: { kind: 'files' },
  };
}
