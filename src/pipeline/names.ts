import { UsageError } from '../core/errors';

const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Refuses a name that is not one plain file name on every system: letters, digits, `.`, `_`, `-`, up to 100 of them. */
export function checkName(name: string, what: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name) && !reserved.test(name) && !name.endsWith('.')) return;
  throw new UsageError({
    what: `${what} cannot be used as a file name`,
    expected: 'a letter or digit, then up to 99 letters, digits, dots, underscores or hyphens',
    found: JSON.stringify(name),
  });
}

/** Refuses a path that is not made of plain names, and so could lead out of its folder. */
export function checkPath(path: string, what: string): void {
  for (const part of path.split('/')) checkName(part, what);
}
