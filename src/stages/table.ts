import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';
import { type Artifact, defineStage, type StageMaking } from '../pipeline/stage';
import { renderJson, renderTsv } from '../report/render-data';
import { renderLatex } from '../report/render-latex';
import { renderMarkdown, renderText } from '../report/render-text';
import { resultsTable } from '../report/results-table';
import type { ResultTable } from '../report/table';

const scoredList = z.object({
  trials: z.string(),
  count: z.int(),
  targets: z.int(),
  speakers: z.int(),
  results: z.array(
    z.object({
      trials: z.string(),
      backend: z.string(),
      metric: z.string(),
      unit: z.string(),
      value: z.number(),
      interval: z.tuple([z.number(), z.number()]).optional(),
      threshold: z.number().nullable().optional(),
    }),
  ),
  thresholds: z.record(z.string(), z.number()),
});

type ReadList = z.output<typeof scoredList>;

/** Reads what the score stage wrote of one trial list. */
export function readScoredList(path: string): ReadList {
  const parsed = scoredList.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new DataError({ where: path, what: 'not the results of a trial list', found: parsed.error.message });
}

/** One row of the table: a system and the results artifacts of its trial lists. */
export interface SystemRow {
  readonly name: string;
  readonly results: readonly Artifact[];
}

/** A table in every form that people and programs want. */
export function writeTable(base: string, table: ResultTable): void {
  writeAtomically(`${base}.txt`, renderText(table));
  writeAtomically(`${base}.md`, renderMarkdown(table));
  writeAtomically(`${base}.tsv`, renderTsv(table));
  writeAtomically(`${base}.tex`, renderLatex(table));
  writeAtomically(`${base}.json`, renderJson(table));
}

/** Every figure of a run, one object each: metrics.json. Digits are whole, thresholds stand beside the figures. */
function figuresOf(systems: readonly { readonly name: string; readonly lists: readonly ReadList[] }[]) {
  const lists = new Map(systems.flatMap(({ lists }) => lists).map(list => [list.trials, list]));
  return {
    lists: Array.from(lists.values(), ({ trials, count, targets, speakers }) => ({ trials, count, targets, speakers })),
    figures: systems.flatMap(({ name, lists }) =>
      lists.flatMap(({ results }) => results.map(figure => ({ system: name, ...figure }))),
    ),
  };
}

/** Gathers the results of systems into one table. */
export function table(
  title: string,
  systems: readonly SystemRow[],
  notes: readonly string[],
): StageMaking<'text' | 'markdown' | 'tsv' | 'latex' | 'json' | 'metrics'> {
  return defineStage({
    name: 'table',
    settings: {
      title,
      notes,
      systems: systems.map(({ name, results }) => ({ name, results: results.map(at => at.path) })),
    },
    reads: systems.flatMap(({ results }) => results),
    code: ['stages/table'],
    makes: {
      text: 'table.txt',
      markdown: 'table.md',
      tsv: 'table.tsv',
      latex: 'table.tex',
      json: 'table.json',
      metrics: 'metrics.json',
    },
    async run(io, made) {
      const rows = systems.map(({ name, results }) => ({
        name,
        lists: results.map(artifact => readScoredList(io.path(artifact))),
      }));
      writeAtomically(io.path(made.metrics), `${JSON.stringify(figuresOf(rows), null, 1)}\n`);
      writeTable(io.path(made.text).replace(/\.txt$/, ''), resultsTable(title, rows, notes));
    },
  });
}
