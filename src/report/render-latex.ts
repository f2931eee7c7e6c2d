import { seedLines } from './over-seeds';
import { cellText, headingOf, type Pen, type ResultTable, type Row } from './table';

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

/** Text with what LaTeX takes for its own written out. */
export function writtenInLatex(text: string): string {
  return text.replace(/[\\~^&%$#_{}]/g, character => special[character] ?? `\\${character}`);
}

/** Runs of equal headings as \multicolumn cells. */
function spanned(heads: readonly string[]): string {
  const runs: { text: string; count: number }[] = [];
  for (const text of heads) {
    const last = runs.at(-1);
    if (last?.text === text) last.count++;
    else runs.push({ text, count: 1 });
  }
  return ['', ...runs.map(({ text, count }) => `\\multicolumn{${count}}{c}{${writtenInLatex(text)}}`)].join(' & ');
}

const pen: Pen = {
  plain: text => writtenInLatex(text).replaceAll('±', '$\\pm$'),
  best: text => `\\textbf{${writtenInLatex(text)}}`,
};

/** A booktabs tabular, as papers of the field set it. */
export function renderLatex(table: ResultTable): string {
  const { columns, rows } = table;
  const line = ({ name, cells }: Row): string =>
    `${[writtenInLatex(name), ...columns.map((column, index) => cellText(cells[index] ?? {}, column.digits, pen))].join(' & ')} \\\\`;
  const opening = (section: string): string[] => [
    '\\midrule',
    `\\multicolumn{${columns.length + 1}}{l}{\\emph{${writtenInLatex(section)}}} \\\\`,
  ];
  return [
    `% ${table.title}`,
    ...[...table.notes, ...seedLines(table)].map(note => `% ${note}`),
    `\\begin{tabular}{l${'r'.repeat(columns.length)}}`,
    '\\toprule',
    `${spanned(columns.map(headingOf))} \\\\`,
    // No line of back-ends where they are rows.
    ...(columns.every(({ backend }) => backend === '')
      ? []
      : [`${spanned(columns.map(({ backend }) => backend))} \\\\`]),
    `${['', ...columns.map(({ metric }) => writtenInLatex(metric))].join(' & ')} \\\\`,
    '\\midrule',
    ...rows.flatMap((row, place) => [
      ...(row.section === undefined || row.section === rows[place - 1]?.section ? [] : opening(row.section)),
      line(row),
    ]),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}
