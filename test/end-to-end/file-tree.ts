import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below a folder with the start of its sha256: two trees are equal where nothing was written between. */
export function fileTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const paths = files.map(entry => join(entry.parentPath ?? entry.path, entry.name)).sort();
  const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12);
  return Object.fromEntries(paths.map(path => [path.slice(folder.length + 1), digest(path)]));
}

/** Files that a stopped command must not leave: `<name>.tmp-<pid>`. */
export function halfWritten(folder: string): string[] {
  return Object.keys(fileTree(folder)).filter(path => path.includes('.tmp-'));
}
