import type { Cell, Column, ResultTable } from './table';

/**
 * Marks the lowest number of each column, of ours and of the published ones apart; the rates and costs of this field are better the
 * lower. Numbers count as printed, so that two that look equal are both marked; a column with one number alone has no best.
 */
export function markBest(table: ResultTable): ResultTable {
  const lowest = (column: Column, index: number, of: (cell: Cell) => number | undefined): string | undefined => {
    const values = table.rows.flatMap(({ cells }) => of(cells[index] ?? {}) ?? []);
    return values.length < 2 ? undefined : Math.min(...values).toFixed(column.digits);
  };
  const best = table.columns.map((column, index) => ({
    value: lowest(column, index, ({ value }) => value),
    published: lowest(column, index, ({ published }) => published),
  }));
  const marked = (cell: Cell, index: number): Cell => {
    const digits = table.columns[index]?.digits ?? 0;
    const isBest = (number: number | undefined, wanted: string | undefined): boolean =>
      number !== undefined && number.toFixed(digits) === wanted;
    return {
      ...cell,
      ...(isBest(cell.value, best[index]?.value) ? { best: true } : {}),
      ...(isBest(cell.published, best[index]?.published) ? { publishedBest: true } : {}),
    };
  };
  return { ...table, rows: table.rows.map(row => ({ ...row, cells: row.cells.map(marked) })) };
}
