import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Utterance } from '../../manifest/types';
import { linesOf } from '../lines';
import { recordingsBelow } from '../walk';
import { rowOf } from './row';

/** One of the two parts of the training set, or both in a row. */
export interface TrainingPart {
  readonly folder: string;
  /** In the order of the owners' list. */
  readonly speakers: ReadonlySet<string>;
}

/** The speakers that a list of the owners names, one a line. */
export async function speakersIn(path: string): Promise<ReadonlySet<string>> {
  const speakers = new Set<string>();
  for await (const { text } of linesOf(path)) speakers.add(text.trim());
  return speakers;
}

/** The recordings of the listed speakers below data/; who is listed and not there is left out. */
export async function* recordingsOf(parts: readonly TrainingPart[]): AsyncGenerator<Utterance> {
  for (const { folder, speakers } of parts) {
    for (const speaker of speakers) {
      const place = join(folder, 'data', speaker);
      if (!existsSync(place)) continue;
      for await (const path of recordingsBelow(place)) yield rowOf(`${speaker}/${path}`, join(place, path));
    }
  }
}
