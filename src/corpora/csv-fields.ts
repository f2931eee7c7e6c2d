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
    let field = '';
    let from = at + 1;
    for (;;) {
      const quote = text.indexOf('"', from);
      if (quote < 0) throw new DataError({ what: 'a quote is not closed on its line', where });
      field += text.slice(from, quote);
      at = quote + 1;
      if (text[at] !== '"') break;
      field += '"';
      from = at + 1;
    }
    if (at < text.length && text[at] !== separator)
      throw new DataError({ what: 'letters after a closing quote', where });
    fields.push(field);
    at++;
  }
  return fields;
}
