import type { ResultTable } from './table';

/** One line a cell: row, trials, backend, metric, value, low, high, published; blanks stay blank. */
export function renderTsv({ columns, rows }: ResultTable): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  const lines = rows.flatMap(row =>
    columns.map((column, index) => {
      const { value, interval, published } = row.cells[index] ?? {};
      return [row.name, column.trials, column.backend, column.metric, value, interval?.[0], interval?.[1], published]
        .map(field => (field === undefined ? '' : clean(String(field))))
        .join('\t');
    }),
  );
  return ['row\ttrials\tbackend\tmetric\tvalue\tlow95\thigh95\tpublished', ...lines, ''].join('\n');
}

/** The table as data, for programs. */
export function renderJson(table: ResultTable): string {
  return `${JSON.stringify(table, null, 2)}\n`;
}
