import type { Report } from '../core/events';
import type { Utterance } from '../manifest/types';

/** What the owners say a split holds; what is absent they do not say. */
export interface OfficialSize {
  readonly utterances?: number;
  /** Several where editions of the corpus differ. */
  readonly speakers?: number | readonly number[];
}

/** Missing speakers that a note names before it counts the rest. */
const named = 5;

/**
 * Passes the rows on and, where they are not as many as the owners say, tells so in a note at the end.
 * @param listed the speakers that a list of the owners names, so that those who are missing can be named
 */
export async function* tellSize(
  name: string,
  rows: AsyncIterable<Utterance>,
  official: OfficialSize,
  report: Report,
  listed?: ReadonlySet<string>,
): AsyncGenerator<Utterance> {
  const speakers = new Set<string>();
  let utterances = 0;
  for await (const row of rows) {
    utterances++;
    if (row.speaker !== undefined) speakers.add(row.speaker);
    yield row;
  }
  const missing = listed === undefined ? [] : [...listed].filter(speaker => !speakers.has(speaker));
  const editions = official.speakers === undefined ? [] : [official.speakers].flat();
  // A list may name speakers of whom the owners ship nothing: VoxCeleb2's names 120 of 118 test speakers.
  const allSpeakers = editions.length === 0 ? missing.length === 0 : editions.includes(speakers.size);
  if (allSpeakers && utterances === (official.utterances ?? utterances)) return;
  const found = countsOf({ utterances, ...(speakers.size > 0 ? { speakers: speakers.size } : {}) });
  const whole = countsOf(official);
  const absent = `${missing.slice(0, named).join(', ')}${missing.length > named ? ` … (${missing.length})` : ''}`;
  const text = `${name}: ${found}; the complete corpus has ${whole}${missing.length > 0 ? `; missing speakers: ${absent}` : ''}`;
  report({ type: 'note', text });
}

function countsOf({ utterances, speakers }: OfficialSize): string {
  const counts = [
    ...(utterances === undefined ? [] : [`${utterances} utterances`]),
    ...(speakers === undefined ? [] : [`${[speakers].flat().join(' or ')} speakers`]),
  ];
  return counts.join(' of ');
}
