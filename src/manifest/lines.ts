import { openBytes } from './byte-stream';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** A line as it lies in the reader's buffer; valid during the visit only. */
export interface Line {
  readonly buffer: Buffer;
  /** Counted from 1. */
  readonly number: number;
  /** Words of the line; at most `places.length / 2` have their places noted. */
  readonly words: number;
  /** Start and end of each word in `buffer`: start 0, end 0, start 1, … */
  readonly places: Int32Array;
}

/**
 * Visits the lines of a text file that are not blank, split into words at spaces and tabs; time linear in the bytes,
 * whatever the length of the lines. LF and CRLF, a byte-order mark, and a last line without its end are taken.
 * A visit that returns false ends the reading.
 */
export function visitLines(path: string, visit: (line: Line) => boolean | undefined, mostWords = 16): void {
  const stream = openBytes(path);
  const line = { buffer: stream.buffer, number: 0, words: 0, places: new Int32Array(2 * mostWords) };
  try {
    if (stream.need(3) && stream.buffer.readUIntBE(0, 3) === 0xefbbbf) stream.start = 3;
    for (let searched = 0; ; ) {
      // Bytes behind the end are from before: a newline there is none. A view for each line would cost more than the search.
      const found = stream.buffer.indexOf(NEWLINE, stream.start + searched);
      const newline = found < stream.end ? found : -1;
      if (newline < 0) {
        searched = stream.end - stream.start;
        if (stream.need(searched + 1)) continue;
        if (searched === 0) return;
      }
      const end = newline < 0 ? stream.end : newline;
      line.buffer = stream.buffer;
      line.number++;
      splitWords(line, stream.start, end);
      stream.start = newline < 0 ? stream.end : newline + 1;
      searched = 0;
      if (line.words > 0 && visit(line) === false) return;
    }
  } finally {
    stream.close();
  }
}

/** Counts the words between two places of the buffer and notes where they lie. */
function splitWords(line: { buffer: Buffer; words: number; places: Int32Array }, start: number, end: number): void {
  const { buffer, places } = line;
  let words = 0;
  for (let at = start; at < end; ) {
    while (at < end && isBlank(buffer[at]!)) at++;
    if (at === end) break;
    const first = at;
    while (at < end && !isBlank(buffer[at]!)) at++;
    if (2 * words < places.length) {
      places[2 * words] = first;
      places[2 * words + 1] = at;
    }
    words++;
  }
  line.words = words;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN;
}

/** A word as text; word 0 is the first. */
export function wordOf(line: Line, word: number): string {
  return line.buffer.toString('utf8', line.places[2 * word], line.places[2 * word + 1]);
}
