/** Where a value of a recipe was written: a place in a file, or an argument of the command line. */
export type Origin = FileOrigin | ArgumentOrigin;

export interface FileOrigin {
  readonly kind: 'file';
  readonly file: string;
  /** Counted from 1, as editors do. */
  readonly line: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
}

export interface ArgumentOrigin {
  readonly kind: 'argument';
  /** As typed: `loss.margin=0.2`. */
  readonly argument: string;
  /** Where a table has it among what it sets for its rows; absent on the command line. */
  readonly writtenAt?: FileOrigin;
}

/** `recipes/x.yaml:14:11`, or `argument 'loss.margin=0.2'`. */
export function place(origin: Origin): string {
  if (origin.kind === 'file') return `${origin.file}:${origin.line}:${origin.column}`;
  const argument = `'${shortened(origin.argument, 60)}'`;
  return origin.writtenAt === undefined ? `argument ${argument}` : `${place(origin.writtenAt)}  ${argument}`;
}

/** Turns offsets of a text into places. Building is linear in the text, each look-up logarithmic in its lines. */
export function placesIn(text: string, file: string): (offset: number) => FileOrigin {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    // A lone carriage return ends a line in YAML, as \n and \r\n do.
    if (character === 10 || (character === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1);
  }
  return offset => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return Object.freeze({ kind: 'file', file, line: low + 1, column: offset - starts[low]! + 1 });
  };
}

/** A text on one line, cut after so many characters. */
export function shortened(text: string, most: number): string {
  const start = text.slice(0, most + 1).replace(/[\r\n\t]/g, ' ');
  return start.length > most ? `${start.slice(0, most - 1)}…` : start;
}
