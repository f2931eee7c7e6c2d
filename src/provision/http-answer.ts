import type { Bytes } from '../core/units';
import type { Origin, PartialFile } from './partial-file';

/** What to do with a server's answer to a request for a file, or for the rest of one. */
export type Answer =
  | { readonly do: 'append'; readonly total: Bytes }
  | { readonly do: 'begin'; readonly origin: Origin }
  | { readonly do: 'finished' }
  /** The bytes that are here are not the beginning of what the server has: fetch it from its start. */
  | { readonly do: 'start-over'; readonly because: string }
  /** The server may do better in a moment. */
  | { readonly do: 'wait'; readonly because: string; readonly seconds?: number }
  /** This address will not serve the file. */
  | { readonly do: 'give-up'; readonly because: string };

/** Headers of the request: the rest of the file, if it is still the same file (RFC 9110, 13.1.5 and 14.2). */
export function requestHeaders(have: Bytes, origin: Origin | undefined): Record<string, string> {
  return {
    // The bytes as they are on the server's disk: a .tar.gz must not be unpacked on its way.
    'accept-encoding': 'identity',
    ...(have === 0 ? {} : { range: `bytes=${have}-` }),
    ...(have === 0 || origin?.validator === undefined ? {} : { 'if-range': origin.validator }),
  };
}

/** Nothing that a server says is believed unless it fits with what it said before. */
export function readAnswer(url: string, { status, headers }: Response, have: Bytes, kept: Origin | undefined): Answer {
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    return { do: 'give-up', because: `it answers with ${encoding} encoding, which changes the file` };
  if (status === 206 && have > 0) return readPart(headers, have, kept);
  if (status === 200) return { do: 'begin', origin: originOf(url, headers) };
  if (status === 416 && have > 0) {
    const total = /^bytes \*\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1];
    // Without a total the server does not say how much there is: only the one it stated before can tell.
    return Number(total ?? kept?.total ?? -1) === have
      ? { do: 'finished' }
      : { do: 'start-over', because: 'the file there is shorter than what was fetched of it' };
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const seconds = Number(headers.get('retry-after'));
    return { do: 'wait', because: `HTTP status ${status}`, ...(seconds > 0 ? { seconds } : {}) };
  }
  return { do: 'give-up', because: `HTTP status ${status}` };
}

function readPart(headers: Headers, have: Bytes, kept: Origin | undefined): Answer {
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  if (from === undefined || total === undefined || Number(from) !== have) {
    return { do: 'start-over', because: `it sent ${headers.get('content-range') ?? 'a part without its range'}` };
  }
  const validator = validatorOf(headers);
  const changed =
    (kept?.total !== undefined && kept.total !== Number(total)) ||
    (validator !== undefined && kept?.validator !== undefined && validator !== kept.validator);
  if (changed) return { do: 'start-over', because: 'the file there has changed meanwhile' };
  return { do: 'append', total: Number(total) };
}

function originOf(url: string, headers: Headers): Origin {
  const length = headers.get('content-length');
  const validator = validatorOf(headers);
  return {
    url,
    ...(validator === undefined ? {} : { validator }),
    ...(length !== null && /^\d+$/.test(length) ? { total: Number(length) } : {}),
  };
}

/** A weak ETag does not promise the same bytes (RFC 9110, 8.8.3), so the time of the last change is taken. */
function validatorOf(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  if (tag !== null && !tag.startsWith('W/')) return tag;
  return headers.get('last-modified') ?? undefined;
}

/** Bytes to go on from: none where nothing could tell that they are of another version of the file. */
export function usable(file: PartialFile, url: string, checksum: boolean): Bytes {
  const have = file.have(url);
  if (have > 0 && file.origin?.validator === undefined && !checksum) return 0;
  return have;
}
