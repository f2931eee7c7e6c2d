import { cellText, type ResultTable } from './table';

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

function escaped(text: string): string {
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
  return ['', ...runs.map(({ text, count }) => `\\multicolumn{${count}}{c}{${escaped(text)}}`)].join(' & ');
}

/** A booktabs tabular, as papers of the field set it. */
export function renderLatex(table: ResultTable): string {
  const { columns, rows } = table;
  return [
    `% ${table.title}`,
    ...table.notes.map(note => `% ${note}`),
    `\\begin{tabular}{l${'r'.repeat(columns.length)}}`,
    '\\toprule',
    `${spanned(columns.map(({ trials }) => trials))} \\\\`,
    `${spanned(columns.map(({ backend }) => backend))} \\\\`,
    `${['', ...columns.map(({ metric }) => escaped(metric))].join(' & ')} \\\\`,
    '\\midrule',
    ...rows.map(
      ({ name, cells }) =>
        `${[escaped(name), ...columns.map((column, index) => escaped(cellText(cells[index] ?? {}, column.digits)))].join(' & ')} \\\\`,
    ),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}
