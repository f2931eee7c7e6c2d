import type { AudioList } from '../../audio/audio-lists';
import { type Markup, markup } from './markup';
import type { Section } from './page';
import type { AudioReport } from './run-report';
import { dataTable } from './tables';

/** Recordings that could not be used, and those that were although they are odd. */
export function audioSection(sets: readonly AudioReport[]): Section {
  return { id: 'audio', title: 'Bad audio', body: sets.map(setMarkup) };
}

function setMarkup({ set, beside, utterances, bad, suspicious }: AudioReport): Markup {
  const others = beside.length === 0 ? '' : `, beside those that it shares with ${beside.join(' and ')}`;
  const used = `${utterances.toLocaleString('en-US')} recordings are used${others}`;
  if (bad.count + suspicious.count === 0) return markup`<p>${set}: ${used}; none is bad and none looks odd.</p>`;
  return markup`<h3>${set}</h3>
<p>${used}.</p>
${listMarkup('left out as unusable', bad)}
${listMarkup('used, though odd', suspicious)}`;
}

function listMarkup(what: string, { count, classes, first }: AudioList): Markup | undefined {
  if (count === 0) return undefined;
  const kinds = Object.entries(classes).map(([kind, number]) => `${number.toLocaleString('en-US')} ${kind}`);
  const shown = first.length < count ? `, the first ${first.length}` : '';
  const table = dataTable(
    `${count.toLocaleString('en-US')} ${what} (${kinds.join(', ')})${shown}`,
    [{ head: 'Recording', kind: 'name' }, { head: 'Path', kind: 'name' }, { head: 'Kind' }, { head: 'Reason' }],
    first.map(row => [row.id, row.audio, row.class, row.reason]),
  );
  return markup`<details><summary>${count.toLocaleString('en-US')} ${what}</summary>${table}</details>`;
}
