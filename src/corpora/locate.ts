import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { DataError } from '../core/errors';
import type { CorpusContext } from './corpus';

/** The option `root` of every corpus on disk. */
export const rootOption = z
  .string()
  .min(1)
  .optional()
  .describe("the corpus's own folder; by default it is looked for in the recipe's data.root");

/** How a corpus on disk is recognised, and what to say when it is not there. */
export interface Whereabouts {
  readonly corpus: string;
  /** Names that its folder goes by below data.root; '' is data.root itself. */
  readonly folders: readonly string[];
  /** Paths below the folder of which one at least is there. */
  readonly evidence: readonly string[];
  /** The layout, in one line. */
  readonly layout: string;
  /** Where to get it: the page of its owner, by title. */
  readonly origin: string;
}

/**
 * The absolute folder of a corpus: `root` where it is given, else the first of `folders` below data.root that looks like it.
 * @throws DataError that says where it was looked for, the layout, and where to get it
 */
export function locateCorpus(whereabouts: Whereabouts, root: string | undefined, context: CorpusContext): string {
  const { corpus, folders, evidence, layout, origin } = whereabouts;
  const base = context.root === undefined ? undefined : resolve(context.root);
  const own =
    root === undefined ? undefined : isAbsolute(root) || base === undefined ? resolve(root) : join(base, root);
  const places = own !== undefined ? [own] : base !== undefined ? folders.map(folder => join(base, folder)) : [];
  const found = places.find(place => evidence.some(path => existsSync(join(place, path))));
  if (found !== undefined) return found;
  throw new DataError({
    what: `the corpus ${corpus} is not there`,
    expected: layout,
    found:
      places.length === 0
        ? 'neither data.root nor the root of the corpus in the recipe'
        : `no ${evidence.join(' or ')} in ${places.join(', ')}`,
    remedy: `set data.root to the folder that holds it, or its option root. To get it: ${origin}`,
  });
}
