import { DataError } from '../core/errors';
import type { Bytes } from '../core/units';

/** No audio corpus packs better than this; what does is made to fill a disk. */
const largestRatio = 100;

/** Holds what comes out of an archive to its limits, one entry at a time. */
export interface ArchiveLimits {
  /** The entry's name without `./` before it and `/` behind it. @throws DataError for a name that is refused, or comes twice */
  admit(name: string): string;
  /** Adds bytes that were unpacked. @throws DataError once there are too many */
  count(bytes: Bytes): void;
  readonly bytes: Bytes;
}

function refused(archive: string, found: string, expected?: string): DataError {
  return new DataError({
    what: 'the archive is refused, and nothing of it is kept',
    where: archive,
    ...(expected === undefined ? {} : { expected }),
    found,
  });
}

/**
 * @param packed length of the archive
 * @param most what it may unpack to
 */
export function archiveLimits(archive: string, packed: Bytes, most: Bytes): ArchiveLimits {
  const names = new Set<string>();
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    admit(name) {
      const plain = name.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
      if (unsafe(plain)) throw refused(archive, `an entry named ${JSON.stringify(name)}`, 'names below the folder');
      if (names.has(plain)) throw refused(archive, `two entries named ${JSON.stringify(plain)}`);
      names.add(plain);
      return plain;
    },
    count(more) {
      bytes += more;
      if (bytes > most) throw refused(archive, `more than ${most} bytes unpacked`, `${most} bytes at most`);
      if (bytes > Math.max(largestRatio * packed, 1 << 20)) {
        throw refused(archive, `${bytes} bytes and more out of ${packed}`, `${largestRatio} times its size at most`);
      }
    },
  };
}

/** Absolute names, names that lead out of the folder, and those that another system would read so. */
function unsafe(name: string): boolean {
  if (name.startsWith('/') || name.length > 1024) return true;
  if (/^[a-zA-Z]:/.test(name) || name.includes('\\')) return true;
  if ([...name].some(letter => letter < ' ' || letter === '\x7f')) return true;
  return name.split('/').some(part => part === '..' || part === '.' || part === '');
}

/** An entry that is neither a file nor a folder. */
export function refuseKind(archive: string, name: string, kind: string): DataError {
  return refused(archive, `${JSON.stringify(name)}, which is a ${kind}`, 'files and folders');
}
