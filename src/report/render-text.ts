import { seedLines } from './over-seeds';
import { cellText, headingOf, type Pen, type ResultTable, stars } from './table';

interface Grid {
  readonly heads: readonly (readonly string[])[];
  readonly body: readonly (readonly string[])[];
  /** Place in the body before which a heading stands. */
  readonly sections: ReadonlyMap<number, string>;
}

const bold: Pen = { plain: text => text.replaceAll('|', '\\|'), best: text => `**${text}**` };

/** Headings in three lines (trials, back-end, metric) and one line a row; the first column is the row's name. */
function grid({ columns, rows }: ResultTable, pen: Pen): Grid {
  return {
    heads: [
      ['', ...columns.map(headingOf)],
      ['', ...columns.map(({ backend }) => backend)],
      ['', ...columns.map(({ metric }) => metric)],
    ].filter(head => head.some(text => text !== '')), // no back-ends where they are rows
    body: rows.map(({ name, cells }) => [
      pen.plain(name),
      ...columns.map((column, index) => cellText(cells[index] ?? {}, column.digits, pen)),
    ]),
    sections: new Map(
      rows.flatMap(({ section }, place) =>
        section === undefined || section === rows[place - 1]?.section ? [] : [[place, section] as const],
      ),
    ),
  };
}

/** A heading that repeats its left neighbour's is left blank: `A A A B` reads `A     B`. */
function withoutRepeats(head: readonly string[]): string[] {
  return head.map((text, index) => (index > 1 && head[index - 1] === text ? '' : text));
}

/** The table for a terminal: columns aligned, repeated headings said once, notes below. */
export function renderText(table: ResultTable): string {
  const { heads, body, sections } = grid(table, stars);
  const shown = [...heads.map(withoutRepeats), ...body];
  const widths = (shown[0] ?? []).map((_, column) => Math.max(...shown.map(line => (line[column] ?? '').length)));
  const lines = shown.map(line =>
    line
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [
    table.title,
    rule,
    ...lines.slice(0, heads.length),
    rule,
    ...lines.slice(heads.length).flatMap((line, place) => {
      const section = sections.get(place);
      return section === undefined ? [line] : [`── ${section}`, line];
    }),
    rule,
    ...(hasBest(table) ? ['* best of its column'] : []),
    ...table.notes,
    ...seedLines(table),
    '',
  ].join('\n');
}

function hasBest({ rows }: ResultTable): boolean {
  return rows.some(({ cells }) => cells.some(({ best, publishedBest }) => best ?? publishedBest));
}

/** GitHub-flavoured Markdown; the three heading lines are joined, since Markdown has one. */
export function renderMarkdown(table: ResultTable): string {
  const { heads, body, sections } = grid(table, bold);
  const joined = (heads[0] ?? []).map((_, column) =>
    heads
      .map(head => bold.plain(head[column] ?? ''))
      .filter(Boolean)
      .join('<br>'),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `### ${table.title}`,
    '',
    line(joined),
    line(joined.map((_, column) => (column === 0 ? '---' : '--:'))),
    ...body.flatMap((cells, place) => {
      const section = sections.get(place);
      const heading = [`*${bold.plain(section ?? '')}*`, ...table.columns.map(() => '')];
      return section === undefined ? [line(cells)] : [line(heading), line(cells)];
    }),
    '',
    ...[...table.notes, ...seedLines(table)].map(note => `- ${note}`),
    '',
  ].join('\n');
}
