import type { ResultTable } from './table';

const fields = [
  ...['row', 'trials', 'backend', 'metric', 'value', 'low95', 'high95', 'published'],
  ...['spread', 'seeds', 'best', 'published_best', 'section'],
];

/**
 * One line a cell; blanks stay blank. `seeds` is `1:11.93 2:12.10`, `best` and `published_best` are * at the best of a column,
 * `section` is the heading that the row stands under.
 */
export function renderTsv({ columns, rows }: ResultTable): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  const lines = rows.flatMap(row =>
    columns.map(({ trials, backend, metric }, index) => {
      const { value, interval, published, spread, seeds, best, publishedBest } = row.cells[index] ?? {};
      return [
        ...[row.name, trials, backend, metric, value, interval?.[0], interval?.[1], published],
        ...[spread, seeds?.map(one => `${one.seed}:${one.value}`).join(' ')],
        ...[best && '*', publishedBest && '*', row.section],
      ]
        .map(field => (field === undefined ? '' : clean(String(field))))
        .join('\t');
    }),
  );
  return [fields.join('\t'), ...lines, ''].join('\n');
}

/** The table as data, for programs. */
export function renderJson(table: ResultTable): string {
  return `${JSON.stringify(table, null, 2)}\n`;
}
