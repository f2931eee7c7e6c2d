import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import { DataError } from '../core/errors';
import { badName, suspiciousName } from './shard-format';

/** The lists of a folder of shards: recordings left out, and recordings used though something about them is odd. */
const files = { bad: badName, suspicious: suspiciousName };

const row = z.object({
  id: z.string(),
  /** Path as the corpus gives it. */
  audio: z.string(),
  /** `audioFaults` or `audioDoubts` say what it means. */
  class: z.string(),
  reason: z.string(),
  /** Of suspicious recordings: a share for clipping and silence, seconds otherwise. */
  figure: z.number().optional(),
});

/** A line of bad-audio.jsonl or suspicious-audio.jsonl. */
export type AudioListRow = z.output<typeof row>;

export interface AudioList {
  /** Lines of the whole list. */
  readonly count: number;
  /** How many of each class. */
  readonly classes: Readonly<Record<string, number>>;
  /** The first ones, in the order of the corpus. */
  readonly first: readonly AudioListRow[];
}

/**
 * What a folder of shards says of its recordings; an empty list where the folder has none. Memory is bounded by `most`.
 * @throws DataError that names the line where it is no such list
 */
export function readAudioList(directory: string, kind: keyof typeof files, most = 1000): AudioList {
  const path = `${directory}/${files[kind]}`;
  const classes: Record<string, number> = {};
  const first: AudioListRow[] = [];
  let count = 0;
  for (const line of existsSync(path) ? linesIn(path) : []) {
    count++;
    const parsed = row.safeParse(jsonOf(line));
    if (!parsed.success) throw new DataError({ what: 'not a line of a list of audio', where: `${path}:${count}` });
    classes[parsed.data.class] = (classes[parsed.data.class] ?? 0) + 1;
    if (first.length < most) first.push(parsed.data);
  }
  return { count, classes, first };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function* linesIn(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(1 << 20);
    let rest = Buffer.alloc(0);
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      const bytes = Buffer.concat([rest, buffer.subarray(0, read)]);
      let from = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
        yield bytes.toString('utf8', from, end);
        from = end + 1;
      }
      rest = Buffer.from(bytes.subarray(from));
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    closeSync(file);
  }
}
