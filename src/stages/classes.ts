import { readFileSync } from 'node:fs';
import { DataError } from '../core/errors';
import { decodeSafetensors, floatTensors } from '../manifest/safetensors';
import { type StoredTensor, type StoredWeights, saveWeights } from '../training/weights';

/** Who the classes of a training are: class c + v × speakers is variant v (a speed) of speaker c. */
export interface Classes {
  /** `<corpus>/<speaker>`. */
  readonly speakers: readonly string[];
  readonly variants: number;
}

/** What a training leaves beside its network: the arrays of its loss, and whose they are. */
export interface TrainedClasses extends Classes {
  readonly arrays: StoredWeights;
  /** The network's features and model as the recipe had them, as JSON. */
  readonly network: string;
}

/** Writes classes.safetensors: names and network stand in its metadata. */
export function saveClasses(path: string, { arrays, speakers, variants, network }: TrainedClasses): void {
  saveWeights(path, arrays, { network, speakers: JSON.stringify(speakers), variants: String(variants) });
}

/** Reads classes.safetensors. Throws DataError where it is another kind of file. */
export function readClasses(path: string): TrainedClasses {
  const file = decodeSafetensors(readFileSync(path), path);
  const { network = '', speakers = '', variants } = file.metadata;
  const names: unknown = speakers === '' ? undefined : JSON.parse(speakers);
  if (!isNames(names)) {
    throw new DataError({ what: 'not the classes of a training', where: path, expected: 'the names of the speakers' });
  }
  return { arrays: floatTensors(file, path), speakers: names, variants: Number(variants), network };
}

/**
 * The arrays of a loss that begins with the vectors of classes that another training knew, by the speakers' names: other
 * classes stay as they were drawn. Arrays whose last axis is the class are taken over column by column; an array of another
 * kind, or one that the other training had not, stays as it was drawn.
 * @returns how many of the classes were known, too
 */
export function adoptClasses(
  drawn: StoredWeights,
  own: Classes,
  other: TrainedClasses,
): { readonly arrays: StoredWeights; readonly known: number } {
  const placeOf = new Map(other.speakers.map((speaker, place) => [speaker, place]));
  const from: number[] = [];
  for (let variant = 0; variant < own.variants; variant++) {
    for (const speaker of own.speakers) {
      const place = placeOf.get(speaker);
      from.push(place === undefined || variant >= other.variants ? -1 : place + variant * other.speakers.length);
    }
  }
  const columns = other.speakers.length * other.variants;
  const arrays = new Map(
    [...drawn].map(([name, array]) => {
      const theirs = other.arrays.get(name);
      return [name, theirs === undefined ? array : withColumns(array, theirs, columns, from)];
    }),
  );
  return { arrays, known: from.filter(place => place >= 0).length };
}

/** `array` with its columns replaced by those of another; `from[c]` is the other's column, or −1. */
function withColumns(array: StoredTensor, other: StoredTensor, columns: number, from: readonly number[]): StoredTensor {
  const rows = array.data.length / from.length;
  const fits = array.shape.at(-1) === from.length && other.shape.at(-1) === columns;
  if (!fits || other.data.length !== rows * columns) return array;
  const data = array.data.slice();
  for (let row = 0; row < rows; row++) {
    for (const [column, place] of from.entries()) {
      if (place >= 0) data[row * from.length + column] = other.data[row * columns + place] ?? 0;
    }
  }
  return { shape: array.shape, data };
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(name => typeof name === 'string');
}
