import { type Markup, markup } from './markup';

export interface DataColumn {
  readonly head: string;
  /** `number`: to the right, in one line; `name`: may be broken anywhere. */
  readonly kind?: 'number' | 'name';
}

/** A plain table; it can be scrolled by itself, also from the keyboard. */
export function dataTable(
  caption: string,
  columns: readonly DataColumn[],
  rows: readonly (readonly (string | number | Markup)[])[],
): Markup {
  const kindOf = (place: number): string => columns[place]?.kind ?? 'text';
  const head = columns.map(({ head, kind = 'text' }) => markup`<th scope="col" class="${kind}">${head}</th>`);
  const body = rows.map(
    row => markup`<tr>${row.map((cell, place) => markup`<td class="${kindOf(place)}">${cell}</td>`)}</tr>\n`,
  );
  return scrollable(
    caption,
    markup`<table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table>`,
  );
}

/** Lets what is wider than the page scroll by itself. */
export function scrollable(label: string, content: Markup): Markup {
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}
