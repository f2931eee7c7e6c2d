import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printSystems } from '../../src/cli/print-systems';

const experiments = mkdtempSync(join(tmpdir(), 'svtk-systems-'));
afterAll(() => rmSync(experiments, { recursive: true }));

test('printSystems(placed, settings) prints the table and but for a dry run leaves it in every form in the folder of its recipe', () => {
  const printed = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  const table = {
    title: 'Three systems',
    systems: ['A'],
    rows: [{ name: 'Structure', cells: [{ here: 'TDNN', published: 'tdnn' }] }],
    notes: ['said'],
  };
  try {
    printSystems({ folder: 'tables-three', table }, { experiments, dryRun: true });
    expect(readdirSync(experiments)).toEqual([]);
    printSystems({ folder: 'tables-three', table }, { experiments, dryRun: false });
    expect(String(printed.mock.calls[0]?.[0])).toMatch(/Three systems\n[\s\S]*Structure +TDNN\n +paper +tdnn\n/);
  } finally {
    printed.mockRestore();
  }
  const folder = join(experiments, 'tables-three');
  expect(readdirSync(folder).sort()).toEqual(['table.json', 'table.md', 'table.tex', 'table.tsv', 'table.txt']);
  expect(JSON.parse(readFileSync(join(folder, 'table.json'), 'utf8'))).toEqual(table);
});
