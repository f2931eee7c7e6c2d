import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeAtomically } from '../core/atomic-write';
import { writing } from '../core/disk-fault';
import { writeWhole } from '../core/write-whole';

export interface JsonLines {
  append(row: object): void;
  close(): void;
}

/** Opens a file of one JSON object a line for appending; half a line that a killed process left is closed off first. */
export function appendJsonLines(path: string): JsonLines {
  const file = writing(path, 1, () => {
    mkdirSync(dirname(path), { recursive: true });
    return openForRows(path);
  });
  let open = true;
  return {
    // One write a row: the kernel appends it whole, so that readers and other writers see no halves; a full disk takes a part of it.
    append(row) {
      const line = Buffer.from(`${JSON.stringify(row)}\n`);
      writing(path, line.length, () => writeWhole(file, line));
    },
    close() {
      if (open) closeSync(file);
      open = false;
    },
  };
}

function openForRows(path: string): number {
  const file = openSync(path, 'a+');
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  if (size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last.toString() !== '\n') writeSync(file, '\n');
  return file;
}

/** The objects of a file of JSON lines; a line that is not whole, as a killed process leaves it, is passed over. */
export function readJsonLines(path: string): Record<string, unknown>[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap(line => {
      try {
        const row: unknown = JSON.parse(line);
        return typeof row === 'object' && row !== null && !Array.isArray(row) ? [{ ...row }] : [];
      } catch {
        return [];
      }
    });
}

/** Keeps only the rows that pass; the file is replaced in one go, and only if a row goes. */
export function filterJsonLines(path: string, keep: (row: Readonly<Record<string, unknown>>) => boolean): void {
  const rows = readJsonLines(path);
  const kept = rows.filter(keep);
  if (kept.length < rows.length) writeAtomically(path, kept.map(row => `${JSON.stringify(row)}\n`).join(''));
}
