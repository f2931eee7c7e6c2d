/** A list of recordings with columns: a CSV or TSV file whose first line names them, or one JSON object a line. */
import { dirname, extname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { DataError } from '../core/errors';
import type { Utterance } from '../manifest/types';
import { defineCorpus } from './corpus';
import { csvFields } from './csv-fields';
import { type Line, linesOf } from './lines';
import { ownCorpus, ownListOptions, pathIn } from './own-lists';
import { withoutBlanks } from './without-blanks';

/** A number, or one that is written out as in CSV; JSON's true, null and [1] are none. */
const seconds = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*\d+(\.\d*)?(e[+-]?\d+)?\s*$/i, 'expected seconds')
      .transform(Number),
  ])
  .pipe(z.number().min(0));
const row = z.strictObject({
  id: z.string().min(1).optional(),
  audio: z.string().min(1),
  speaker: z.string().min(1).optional(),
  session: z.string().min(1).optional(),
  start: seconds.optional(),
  end: seconds.optional(),
});
const columns = 'audio; and any of id, speaker, session, start and end in seconds';

export const listed = defineCorpus({
  summary: 'a CSV, TSV or JSONL list of recordings with columns audio, id, speaker, session, start, end',
  source: 'RFC 4180 for CSV; jsonlines.org for JSONL',
  options: z.strictObject({
    file: z.string().min(1).describe('the list, .csv, .tsv or .jsonl; absolute, or below data.root'),
    base: z.string().min(1).optional().describe("the folder that relative paths start from; by default the list's own"),
    ...ownListOptions,
  }),
  build({ file, base, ...options }, context) {
    const path = pathIn(file, context);
    const folder = base === undefined ? dirname(path) : pathIn(base, context);
    return ownCorpus('listed', () => readList(path, folder), options, context, [path]);
  },
});

async function* readList(path: string, folder: string): AsyncGenerator<Utterance> {
  const seen = new Set<string>();
  const problems: string[] = [];
  let bad = 0;
  for await (const { line, fields } of path.endsWith('.jsonl') ? jsonRows(path) : csvRows(path)) {
    const parsed = row.safeParse(fields);
    const problem = parsed.success ? faultOf(parsed.data, seen) : z.prettifyError(parsed.error).split('\n').join(' ');
    if (!parsed.success || problem !== undefined) {
      bad++;
      if (problems.length < 5) problems.push(`${line.where}  ${problem}`);
      continue;
    }
    const { audio, speaker, session, start, end } = parsed.data;
    const id = idOf(parsed.data);
    seen.add(id);
    if (bad > 0) continue;
    yield {
      id,
      audio: isAbsolute(audio) ? audio : join(folder, audio),
      ...(speaker === undefined ? {} : { speaker: withoutBlanks(speaker) }),
      ...(session === undefined ? {} : { session }),
      ...(start === undefined || end === undefined ? {} : { span: [start, end] as const }),
    };
  }
  if (bad > 0) {
    const more = bad > problems.length ? `\n${bad - problems.length} more` : '';
    throw new DataError(`${problems.join('\n')}${more}\n  ${bad} bad rows; expected columns: ${columns}`);
  }
  if (seen.size === 0) throw new DataError({ what: 'no row in the list', where: path, expected: columns });
}

function idOf({ audio, id = audio }: z.output<typeof row>): string {
  return withoutBlanks(id);
}

function faultOf(fields: z.output<typeof row>, seen: ReadonlySet<string>): string | undefined {
  const { start, end } = fields;
  const id = idOf(fields);
  if (seen.has(id)) return `id comes twice: '${id}'`;
  if ((start === undefined) !== (end === undefined)) return 'start without end, or end without start';
  if (start !== undefined && end !== undefined && start >= end) return `start ${start} is not before end ${end}`;
  return undefined;
}

interface Row {
  readonly line: Line;
  readonly fields: unknown;
}

async function* jsonRows(path: string): AsyncGenerator<Row> {
  for await (const line of linesOf(path)) {
    try {
      yield { line, fields: JSON.parse(line.text) };
    } catch (error) {
      throw new DataError(
        { what: 'not JSON', where: line.where, found: error instanceof Error ? error.message : '' },
        { cause: error },
      );
    }
  }
}

async function* csvRows(path: string): AsyncGenerator<Row> {
  const separator = extname(path) === '.tsv' ? '\t' : ',';
  let names: readonly string[] | undefined;
  for await (const line of linesOf(path)) {
    const fields = csvFields(line, separator);
    if (names === undefined) {
      names = fields.map(field => field.trim());
      const twice = names.find((name, place) => names?.indexOf(name) !== place);
      if (twice !== undefined) throw new DataError({ what: 'a column comes twice', where: line.where, found: twice });
      if (!names.includes('audio'))
        throw new DataError({ what: 'no column audio', where: line.where, expected: columns, found: names.join(', ') });
      continue;
    }
    if (fields.length !== names.length) {
      throw new DataError({
        what: 'a row of another length',
        where: line.where,
        expected: `${names.length} fields`,
        found: `${fields.length}`,
      });
    }
    // An empty field is an absent one. fromEntries defines own properties, so a column __proto__ is just an unknown column.
    yield {
      line,
      fields: Object.fromEntries(names.map((name, index) => [name, fields[index]]).filter(([, value]) => value !== '')),
    };
  }
}
