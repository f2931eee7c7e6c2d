import { renderJson, renderTsv } from '../../src/report/render-data';
import { renderLatex } from '../../src/report/render-latex';
import { renderMarkdown, renderText } from '../../src/report/render-text';
import type { ResultTable } from '../../src/report/table';

const table: ResultTable = {
  title: 'Two losses',
  columns: [
    { trials: 'vox1_o', backend: 'cosine', metric: 'EER %', digits: 3 },
    { trials: 'vox1_o', backend: 'cosine', metric: 'minDCF 0.01', digits: 4 },
    { trials: 'vox1_o', backend: 'PLDA | LDA', metric: 'EER %', digits: 3 },
  ],
  rows: [
    { name: 'AM m = 0.20', cells: [{ value: 1.7392, interval: [1.6, 1.9], published: 1.739 }, { value: 0.2 }] },
    { name: 'Real AM', cells: [{ published: 1.755 }, {}, { value: 2 }] },
  ],
  notes: ['vox1_o: 37,611 trials'],
};

test('renderText(table) aligns columns, says a repeated heading once and leaves blanks blank', () => {
  expect(renderText(table)).toBe(
    [
      'Two losses',
      '─'.repeat(72),
      '             vox1_o',
      '             cosine                                           PLDA | LDA',
      '             EER %                               minDCF 0.01  EER %',
      '─'.repeat(72),
      'AM m = 0.20  1.739 [1.600, 1.900] (paper 1.739)  0.2000',
      'Real AM      (paper 1.755)                                    2.000',
      '─'.repeat(72),
      'vox1_o: 37,611 trials',
      '',
    ].join('\n'),
  );
});

test('renderMarkdown(table) escapes bars inside cells', () => {
  const lines = renderMarkdown(table).split('\n');
  expect(lines[2]).toBe(
    '|  | vox1_o<br>cosine<br>EER % | vox1_o<br>cosine<br>minDCF 0.01 | vox1_o<br>PLDA \\| LDA<br>EER % |',
  );
});

test('renderTsv(table) has one line a cell with full precision', () => {
  const [head, first] = renderTsv(table).split('\n');
  expect(head?.split('\t').length).toBe(first?.split('\t').length);
  expect(first).toBe('AM m = 0.20\tvox1_o\tcosine\tEER %\t1.7392\t1.6\t1.9\t1.739\t\t\t\t\t');
  expect(renderTsv(table).trimEnd().split('\n')).toHaveLength(1 + 2 * 3);
});

test('renderLatex(table) spans equal headings and escapes special characters', () => {
  const latex = renderLatex(table);
  expect(latex).toContain('\\multicolumn{3}{c}{vox1\\_o}');
  expect(latex).toContain('EER \\%');
});

test('renderLatex(table) has no line of back-ends where these are rows', () => {
  const columns = table.columns.map(column => ({ ...column, backend: '' }));
  const lines = renderLatex({ ...table, columns }).split('\n');
  const head = lines.slice(lines.indexOf('\\toprule') + 1, lines.indexOf('\\midrule'));
  expect(head).toHaveLength(2);
});

test('renderJson(table) reads back as the same table', () => {
  expect(JSON.parse(renderJson(table))).toEqual(table);
});
