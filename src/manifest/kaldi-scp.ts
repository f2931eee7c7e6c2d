import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';
import { type ByteStream, openBytes } from './byte-stream';
import { readVector, writeArk } from './kaldi-ark';
import { type Line, visitLines, wordOf } from './lines';
import { collectVectors, type NamedVectors } from './named-vectors';

/**
 * Reads the vectors that a Kaldi script file points to: `id archive:byte` lines, or `id file` where each has a file of its own. A relative archive is looked
 * for below the working directory, as Kaldi does, then below the script file's folder and those above it. Pipes (`command |`) and ranges (`[0:9]`) are
 * refused: nothing is run.
 */
export function readScp(path: string): NamedVectors {
  const rows = collectVectors(path);
  const archives = openArchives(path);
  try {
    visitLines(path, line => {
      const where = `${path}:${line.number}`;
      const { archive, offset } = placeIn(line, where);
      const stream = archives.at(archive);
      stream.seek(offset);
      if (!stream.need(1)) {
        throw new DataError({
          what: 'script file points behind the end of the archive',
          where,
          found: `byte ${offset}`,
        });
      }
      rows.push(wordOf(line, 0), readVector(stream, where));
      return true;
    });
    return rows.taken();
  } finally {
    archives.close();
  }
}

/** Archives that are open at once: lists sorted by speaker go to and fro between those of many jobs. */
const MOST_OPEN = 100;

/** The archives of a script file, each opened once, as far as there is room. */
function openArchives(script: string): { at(archive: string): ByteStream; close(): void } {
  const streams = new Map<string, ByteStream>();
  return {
    at(archive) {
      const known = streams.get(archive);
      if (known !== undefined) return known;
      const [oldest] = streams;
      if (oldest !== undefined && streams.size === MOST_OPEN) {
        oldest[1].close();
        streams.delete(oldest[0]);
      }
      const stream = openBytes(located(archive, script));
      streams.set(archive, stream);
      return stream;
    },
    close() {
      for (const stream of streams.values()) stream.close();
    },
  };
}

/** The archive and byte that a line says. */
function placeIn(line: Line, where: string): { readonly archive: string; readonly offset: number } {
  const last = wordOf(line, Math.min(line.words, line.places.length / 2) - 1);
  const found = last.endsWith('|') ? 'a command, which svtk never runs' : last.endsWith(']') ? `a range, ${last}` : '';
  if (line.words !== 2 || found !== '') {
    throw new DataError({
      what: 'line cannot be read',
      where,
      expected: "'id archive:byte' or 'id file'",
      found: found === '' ? `${line.words} words` : found,
      ...(found === '' ? {} : { remedy: 'copy-vector scp:FILE ark,scp:x.ark,x.scp writes plain entries.' }),
    });
  }
  const [, archive = last, byte = '0'] = /^(.+):(\d{1,15})$/.exec(last) ?? [];
  return { archive, offset: Number(byte) };
}

function located(archive: string, script: string): string {
  if (isAbsolute(archive) || existsSync(archive)) return archive;
  const beside = dirname(resolve(script));
  for (let folder = beside; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, archive))) return join(folder, archive);
  }
  return join(beside, archive);
}

/** Writes `path` and the archive it points to, of the same name with .ark, as Kaldi's ark,scp does. */
export function writeScp(path: string, named: NamedVectors): void {
  const archive = `${path.replace(/\.scp$/, '')}.ark`;
  const offsets = writeArk(archive, named);
  writeAtomically(path, named.ids.map((id, row) => `${id} ${archive}:${offsets[row]}\n`).join(''));
}
