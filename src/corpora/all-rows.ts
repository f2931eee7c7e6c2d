import type { Utterance } from '../manifest/types';

/** The rows of a stream as a list, for splits small enough to pair. */
export async function readUtterances(rows: AsyncIterable<Utterance>): Promise<Utterance[]> {
  const list: Utterance[] = [];
  for await (const row of rows) list.push(row);
  return list;
}
