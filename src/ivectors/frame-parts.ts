import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frames } from '../core/vectors';
import { readTensors, writeTensors } from './tensor-file';

/** The frames of some utterances, as many as are in memory at a time. */
export interface FramePart {
  /** Frames of utterance u of the part are the rows from `starts[u]` to `starts[u + 1]`. */
  readonly starts: Int32Array;
  readonly frames: Frames;
}

const partName = (number: number): string => `part-${String(number).padStart(5, '0')}.safetensors`;

/** How many parts a folder holds, from the first on without a gap. */
export function countParts(folder: string): number {
  if (!existsSync(folder)) return 0;
  const names = new Set(readdirSync(folder));
  let count = 0;
  while (names.has(partName(count))) count++;
  return count;
}

/** Path of a part of a folder of frames; a folder of alignments has one for each with the same name. */
export function partPath(folder: string, number: number): string {
  return join(folder, partName(number));
}

/** Writes a part whole or not at all. */
export function writePart(folder: string, number: number, { starts, frames }: FramePart): void {
  writeTensors(partPath(folder, number), {
    starts: { shape: [starts.length], data: starts },
    frames: { shape: [frames.rows, frames.columns], data: frames.data },
  });
}

/** @throws DataError for a file that is no part */
export function readPart(folder: string, number: number): FramePart {
  const file = readTensors(partPath(folder, number));
  const { shape, data } = file.floats('frames');
  const [rows = 0, columns = 0] = shape;
  return { starts: file.integers('starts').data, frames: { rows, columns, data } };
}

/** All parts of a folder in turn, one in memory at a time. */
export function* readParts(folder: string): Generator<FramePart> {
  const count = countParts(folder);
  for (let number = 0; number < count; number++) yield readPart(folder, number);
}
