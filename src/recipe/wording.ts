import { nearestNames } from '../core/nearest-names';
import { shortened } from './origin';

/** `, did you mean a or b?`, or nothing. */
export function suggestion(near: readonly string[]): string {
  return near.length === 0 ? '' : `, did you mean ${near.join(' or ')}?`;
}

/** `a, b or c`; a long list is cut. */
export function alternatives(names: readonly string[], most = 12): string {
  const shown = names.slice(0, most);
  if (names.length > most) return `${shown.join(', ')} or ${names.length - most} others`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

/** `unknown key, did you mean margin?`, or the keys there are; `besides` are guessed at too, and not told. */
export function unknownKey(key: string, known: readonly string[], besides: readonly string[] = []): string {
  const near = nearestNames(key, [...known, ...besides]);
  if (near.length > 0 || known.length === 0) return `unknown key${suggestion(near)}`;
  return `unknown key, expected ${alternatives(known)}`;
}

/** `expected …, found …, did you mean …?`; a value that is not there is `missing`. */
export function wrongly(expected: string, found: unknown, names: readonly string[] = []): string {
  if (found === undefined) return `missing, expected ${expected}`;
  const near = typeof found === 'string' ? nearestNames(found, names) : [];
  return `expected ${expected}, found ${valueText(found)}${near.length > 0 ? suggestion(near) : slip(expected, found)}`;
}

/** A value as it could stand in a recipe, cut to one short line. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value, 60));
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  return typeof value === 'object' ? 'keys and values' : String(value);
}

const yes: readonly string[] = ['yes', 'on', 'y'];
const no: readonly string[] = ['no', 'off', 'n'];

/** Slips of the pen that have a right spelling. */
function slip(expected: string, found: unknown): string {
  if (typeof found !== 'string') return '';
  const word = found.toLowerCase();
  if (expected.includes('true or false'))
    return suggestion(yes.includes(word) ? ['true'] : no.includes(word) ? ['false'] : []);
  if (!expected.includes('number')) return '';
  const number = found.slice(0, 40).trim().replace(',', '.').replaceAll('_', '');
  return suggestion(number !== '' && Number.isFinite(Number(number)) ? [number] : []);
}
