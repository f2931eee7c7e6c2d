import { DataError } from '../core/errors';
import type { Line } from './lines';

/**
 * The fields of one line of CSV (RFC 4180, without line breaks inside quotes); `""` in a quoted field is one quote.
 * @throws DataError where a quote is not closed, or something follows it
 */
export function csvFields({ text, where }: Line, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const fields: string[] = [];
  for (let at = 0; at <= text.length; ) {
    if (text[at] !== '"') {
      const end = text.indexOf(separator, at);
      fields.push(text.slice(at, end < 0 ? text.length : end));
      at = end < 0 ? text.length + 1 : end + 1;
      continue;
    }
    let end = text.indexOf('"', at + 1);
    while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
    if (end < 0) throw new DataError({ what: 'a quote is not closed on its line', where });
    // One slice for a field: letter by letter it would be a chain of as many strings, which costs more than the line it came from.
    const field = text
      .slice(at + 1, end)
      .split('""')
      .join('"');
    at = end + 1;
    if (at < text.length && text[at] !== separator)
      throw new DataError({ what: 'letters after a closing quote', where });
    fields.push(field);
    at++;
  }
  return fields;
}
