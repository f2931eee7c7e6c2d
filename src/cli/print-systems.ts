import { join } from 'node:path';
import { writeAtomically } from '../core/atomic-write';
import { systemLatex, systemMarkdown, systemText, systemTsv } from '../report/system-table';
import type { PlacedTable } from '../tasks/systems/table';
import type { RunSettings } from './run-settings';

/** Prints a table of systems and, but for a dry run, writes it in every form where tables of results lie: `exp/<folder>/table.md` and so on. */
export function printSystems(
  { folder, table }: PlacedTable,
  { experiments, dryRun }: Pick<RunSettings, 'experiments' | 'dryRun'>,
): void {
  process.stdout.write(`\n${systemText(table)}`);
  if (dryRun) return;
  const base = join(experiments, folder, 'table');
  writeAtomically(`${base}.txt`, systemText(table));
  writeAtomically(`${base}.md`, systemMarkdown(table));
  writeAtomically(`${base}.tsv`, systemTsv(table));
  writeAtomically(`${base}.tex`, systemLatex(table));
  writeAtomically(`${base}.json`, `${JSON.stringify(table, null, 2)}\n`);
  process.stdout.write(`\n${base}.md .tsv .tex .json\n`);
}
