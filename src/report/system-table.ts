import { writtenInLatex } from './render-latex';

/** A table that says what systems are: rows are properties, each in words, as svtk builds them and as a paper has them. */
export interface SystemTable {
  readonly title: string;
  readonly systems: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    /** One for each system. */
    readonly cells: readonly { readonly here: string; readonly published?: string }[];
  }[];
  readonly notes: readonly string[];
}

/** A row of words below the heading: a property as it is here, or below it the paper's. */
function linesOf({ rows }: SystemTable): string[][] {
  return rows.flatMap(({ name, cells }) => [
    [name, ...cells.map(({ here }) => here)],
    ...(cells.some(({ published }) => published !== undefined)
      ? [['  paper', ...cells.map(({ published }) => published ?? '')]]
      : []),
  ]);
}

/** For a terminal: columns aligned, the paper's words below ours. */
export function systemText(table: SystemTable): string {
  const lines = [['', ...table.systems], ...linesOf(table)];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map(line => (line[column] ?? '').length)));
  const [head = '', ...body] = lines.map(line =>
    line
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [table.title, rule, head, rule, ...body, rule, ...table.notes, ''].join('\n');
}

export function systemMarkdown(table: SystemTable): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map(cell => cell.trim().replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    `### ${table.title}`,
    '',
    line(['', ...table.systems]),
    line(['---', ...table.systems.map(() => '---')]),
    ...linesOf(table).map(line),
    '',
    ...table.notes.map(note => `- ${note}`),
    '',
  ].join('\n');
}

/** One line a cell; what the paper does not say is blank. */
export function systemTsv({ systems, rows }: SystemTable): string {
  const lines = rows.flatMap(({ name, cells }) =>
    cells.map(({ here, published }, column) => [name, systems[column] ?? '', here, published ?? '']),
  );
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  return [['property', 'system', 'here', 'published'], ...lines, []].map(line => line.map(clean).join('\t')).join('\n');
}

/** A booktabs tabular; long words break in columns of equal width. */
export function systemLatex(table: SystemTable): string {
  const line = (cells: readonly string[]): string =>
    `${cells.map(cell => writtenInLatex(cell.trim())).join(' & ')} \\\\`;
  const width = (0.75 / table.systems.length).toFixed(3);
  return [
    `% ${table.title}`,
    ...table.notes.map(note => `% ${note}`),
    `\\begin{tabular}{l${`p{${width}\\textwidth}`.repeat(table.systems.length)}}`,
    '\\toprule',
    line(['', ...table.systems]),
    '\\midrule',
    ...linesOf(table).map(line),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}
