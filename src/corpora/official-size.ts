import type { Report } from '../core/events';
import type { Utterance } from '../manifest/types';

/** What the owners say a split holds. */
export interface OfficialSize {
  readonly utterances: number;
  readonly speakers?: number;
}

/** Passes the rows on and, where they are not as many as the owners say, tells so in a note at the end. */
export async function* tellSize(
  name: string,
  rows: AsyncIterable<Utterance>,
  official: OfficialSize,
  report: Report,
): AsyncGenerator<Utterance> {
  const speakers = new Set<string>();
  let utterances = 0;
  for await (const row of rows) {
    utterances++;
    if (row.speaker !== undefined) speakers.add(row.speaker);
    yield row;
  }
  const same = utterances === official.utterances && (official.speakers ?? speakers.size) === speakers.size;
  if (same) return;
  const whole = `${official.utterances} utterances${official.speakers === undefined ? '' : ` of ${official.speakers} speakers`}`;
  report({
    type: 'note',
    text: `${name}: ${utterances} utterances of ${speakers.size} speakers; the complete corpus has ${whole}`,
  });
}
