import { type Cell, type Column, cellText, headingOf, type Pen, type ResultTable, type Row } from '../table';
import { type Markup, markup } from './markup';
import { scrollable } from './tables';

const pen: Pen = { plain: text => text, best: text => `${text}*` };

/** The table of results, with the numbers that it has in every other form. */
export function resultMarkup({ title, columns, rows, notes }: ResultTable): Markup {
  const body = rows.map(
    (row, place) => markup`${sectionRow(row, rows[place - 1], columns.length)}${resultRow(row, columns)}`,
  );
  return markup`${scrollable(
    title,
    markup`<table>
<caption>${title}</caption>
<thead>
${headRow(columns, headingOf)}
${headRow(columns, ({ backend }) => backend)}
<tr><td></td>${columns.map(({ metric }) => markup`<th scope="col" class="number">${metric}</th>`)}</tr>
</thead>
<tbody>
${body}</tbody>
</table>`,
  )}
<ul class="note">${notes.map(note => markup`<li>${note}</li>`)}</ul>`;
}

function sectionRow({ section }: Row, before: Row | undefined, columns: number): Markup | undefined {
  if (section === undefined || section === before?.section) return undefined;
  return markup`<tr><th scope="rowgroup" colspan="${columns + 1}">${section}</th></tr>\n`;
}

function resultRow({ name, cells }: Row, columns: readonly Column[]): Markup {
  const cellMarkup = (cell: Cell, digits: number): Markup => {
    // Every form of the table has the same text; here what comes behind the value is fainter.
    const [value = '', ...rest] = cellText(cell, digits, pen).split(/ (?=[±[(])/);
    return markup`<td class="number">${value}${rest.map(text => markup` <span class="interval">${text}</span>`)}</td>`;
  };
  return markup`<tr><th scope="row">${name}</th>${columns.map(({ digits }, place) => cellMarkup(cells[place] ?? {}, digits))}</tr>\n`;
}

/** Neighbouring columns of one list and one heading share a cell. */
function headRow(columns: readonly Column[], heading: (column: Column) => string): Markup {
  const runs: { text: string; trials: string; count: number }[] = [];
  for (const column of columns) {
    const text = heading(column);
    const last = runs.at(-1);
    if (last?.text === text && last.trials === column.trials) last.count++;
    else runs.push({ text, trials: column.trials, count: 1 });
  }
  const cells = runs.map(({ text, count }) => markup`<th scope="colgroup" colspan="${count}">${text}</th>`);
  return markup`<tr><td></td>${cells}</tr>`;
}
