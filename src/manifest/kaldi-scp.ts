import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { writeAtomically } from '../core/atomic-write';
import { DataError } from '../core/errors';
import { type ByteStream, openBytes } from './byte-stream';
import { readVector, writeArk } from './kaldi-ark';
import { visitLines, wordOf } from './lines';
import { collectVectors, type NamedVectors } from './named-vectors';

/**
 * Reads the vectors that a Kaldi script file points to: `id archive:byte` lines. A relative archive is looked for below
 * the working directory, as Kaldi does, then beside the script file. Pipes (`command |`) are refused: nothing is run.
 */
export function readScp(path: string): NamedVectors {
  const rows = collectVectors(path);
  let open: { archive: string; stream: ByteStream } | undefined;
  try {
    visitLines(path, line => {
      const where = `${path}:${line.number}`;
      const id = wordOf(line, 0);
      const place = line.words === 2 ? wordOf(line, 1) : '';
      const colon = place.lastIndexOf(':');
      const offset = Number(place.slice(colon + 1));
      if (colon <= 0 || place.endsWith(':') || !Number.isSafeInteger(offset) || offset < 0) {
        throw new DataError({
          what: 'line cannot be read',
          where,
          expected: "'id archive:byte'",
          found: `${line.words} words`,
        });
      }
      const archive = place.slice(0, colon);
      // Lines of one archive mostly follow each other in the order of the archive: reading on is enough.
      if (open?.archive !== archive || offset < open.stream.position()) {
        open?.stream.close();
        open = { archive, stream: openBytes(located(archive, path)) };
      }
      skipTo(open.stream, offset, where);
      rows.push(id, readVector(open.stream, where));
      return true;
    });
    return rows.taken();
  } finally {
    open?.stream.close();
  }
}

function located(archive: string, script: string): string {
  if (isAbsolute(archive) || existsSync(archive)) return archive;
  return join(dirname(script), archive);
}

function skipTo(stream: ByteStream, offset: number, where: string): void {
  for (let left = offset - stream.position(); left > 0; ) {
    if (!stream.need(1)) {
      throw new DataError({ what: 'script file points behind the end of the archive', where, found: `byte ${offset}` });
    }
    const step = Math.min(left, stream.end - stream.start);
    stream.start += step;
    left -= step;
  }
}

/** Writes `path` and the archive it points to, of the same name with .ark, as Kaldi's ark,scp does. */
export function writeScp(path: string, named: NamedVectors): void {
  const archive = `${path.replace(/\.scp$/, '')}.ark`;
  const offsets = writeArk(archive, named);
  writeAtomically(path, named.ids.map((id, row) => `${id} ${archive}:${offsets[row]}\n`).join(''));
}
