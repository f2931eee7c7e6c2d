import { cellText, type ResultTable } from './table';

interface Grid {
  readonly heads: readonly (readonly string[])[];
  readonly body: readonly (readonly string[])[];
}

/** Headings in three lines (trials, back-end, metric) and one line a row; the first column is the row's name. */
function grid({ columns, rows }: ResultTable): Grid {
  return {
    heads: [
      ['', ...columns.map(({ trials }) => trials)],
      ['', ...columns.map(({ backend }) => backend)],
      ['', ...columns.map(({ metric }) => metric)],
    ],
    body: rows.map(({ name, cells }) => [
      name,
      ...columns.map((column, index) => cellText(cells[index] ?? {}, column.digits)),
    ]),
  };
}

/** A heading that repeats its left neighbour's is left blank: `A A A B` reads `A     B`. */
function withoutRepeats(head: readonly string[]): string[] {
  return head.map((text, index) => (index > 1 && head[index - 1] === text ? '' : text));
}

/** The table for a terminal: columns aligned, repeated headings said once, notes below. */
export function renderText(table: ResultTable): string {
  const { heads, body } = grid(table);
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
    ...lines.slice(heads.length),
    rule,
    ...table.notes,
    '',
  ].join('\n');
}

/** GitHub-flavoured Markdown; the three heading lines are joined, since Markdown has one. */
export function renderMarkdown(table: ResultTable): string {
  const { heads, body } = grid(table);
  const escaped = (text: string): string => text.replaceAll('|', '\\|');
  const joined = (heads[0] ?? []).map((_, column) =>
    heads
      .map(head => escaped(head[column] ?? ''))
      .filter(Boolean)
      .join('<br>'),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `### ${table.title}`,
    '',
    line(joined),
    line(joined.map((_, column) => (column === 0 ? '---' : '--:'))),
    ...body.map(cells => line(cells.map(escaped))),
    '',
    ...table.notes.map(note => `- ${note}`),
    '',
  ].join('\n');
}
