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

/** A folder, or one that counts only where it holds something of that name. */
export type Place = string | { readonly at: string; readonly holds: string };

/** The path that shows a place to be there. */
export function evidenceOf(place: Place): string {
  return typeof place === 'string' ? place : join(place.at, place.holds);
}

/** One split of a corpus whose folders and file names say who speaks. */
export interface TreeSplit {
  /** Below the corpus's folder; the first that is there is taken. */
  readonly folders: readonly Place[];
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

/** Of two forms of one recording WAV, which needs no decoder; else the first. */
function betterForm(first: Utterance, second: Utterance): Utterance {
  return second.audio.endsWith('.wav') ? second : first;
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
  async function* walk(split: string, report: Report): AsyncGenerator<Utterance> {
    const known = Object.hasOwn(tree.splits, split) ? tree.splits[split] : undefined;
    const { folders } = known ?? unknownSplit(tree.corpus, split, splits);
    const root = locateCorpus(tree, chosen.root, context);
    const place = folders.find(candidate => existsSync(join(root, evidenceOf(candidate))));
    const folder = place === undefined ? undefined : join(root, typeof place === 'string' ? place : place.at);
    if (folder === undefined) {
      throw new DataError({
        what: `${tree.corpus} lacks the split ${split}`,
        where: root,
        expected: `a folder ${folders.map(evidenceOf).join(' or ')}`,
        remedy: `to get it: ${tree.origin}`,
      });
    }
    let rows = 0;
    let others = 0;
    let firstOther = '';
    // Copies of a recording in several forms stand side by side: VoxCeleb2's are often decoded in place.
    let last: Utterance | undefined;
    for await (const path of recordingsBelow(folder)) {
      const named = tree.name(path, split);
      if (named === undefined) {
        if (others++ === 0) firstOther = path;
        continue;
      }
      const row = { ...named, audio: join(folder, path) };
      if (last !== undefined && last.id !== row.id) {
        rows++;
        yield last;
      }
      last = last?.id === row.id ? betterForm(last, row) : row;
    }
    if (last !== undefined) {
      rows++;
      yield last;
    }
    if (rows > 0) {
      const text = `${tree.corpus}: recordings below ${folder} that are not named ${tree.layout} are left out: ${others}, the first is ${firstOther}`;
      if (others > 0) report({ type: 'note', text });
      return;
    }
    throw new DataError({
      what: `no recording of ${tree.corpus} ${split}`,
      where: folder,
      expected: tree.layout,
      found: others === 0 ? 'no audio file' : `${others} audio files, none named like that`,
    });
  }
  function utterances(split: string, report: Report): AsyncIterable<Utterance> {
    const known = Object.hasOwn(tree.splits, split) ? tree.splits[split] : undefined;
    if (known?.official === undefined) return walk(split, report);
    const listed = known.listed?.(locateCorpus(tree, chosen.root, context));
    return tellSize(`${tree.corpus} ${split}`, walk(split, report), known.official, report, listed);
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
