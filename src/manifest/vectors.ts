import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { writeAtomically } from '../core/atomic-write';
import { DataError, UsageError } from '../core/errors';
import { isBinaryArk, readArk, writeArk } from './kaldi-ark';
import { readScp, writeScp } from './kaldi-scp';
import { checkVectors, type NamedVectors } from './named-vectors';
import { readNames, writeNames } from './names';
import { readNpy, writeNpy } from './npy';
import { readNpzVectors } from './npz-vectors';
import { readPickledVectors } from './pickled-vectors';
import { readSafetensorVectors } from './safetensor-vectors';
import { readTextVectors } from './text-vectors';

export type { NamedVectors };

/**
 * Reads embeddings by the kind of file: `.npy` (with the ids in `.ids` or `.txt` beside it, one a line), Kaldi `.ark`
 * (binary or text) and `.scp`, `.safetensors` (a tensor an id), `.npz`, `.pkl` and `.pt` (see {@link readPickledVectors}), else text `id v1 v2 …`.
 * Throws DataError where a row is not usable, naming its id.
 */
export function readVectors(path: string): NamedVectors {
  const named = readUnchecked(path);
  checkVectors(path, named);
  return named;
}

function readUnchecked(path: string): NamedVectors {
  switch (extname(path)) {
    case '.npy':
      return withIds(path);
    case '.scp':
      return readScp(path);
    case '.ark':
      return isBinaryArk(path) ? readArk(path) : readTextVectors(path);
    case '.safetensors':
      return readSafetensorVectors(path);
    case '.npz':
      return readNpzVectors(path);
    case '.pkl':
    case '.pickle':
    case '.pt':
    case '.pth':
    case '.ckpt':
      return readPickledVectors(path);
    case '.h5':
    case '.hdf5':
    case '.gz':
      throw new UsageError({
        what: 'kind of embedding file that svtk does not open',
        where: path,
        expected: '.npy with .ids, .npz, .ark, .scp, .safetensors, .pkl, .pt or text',
        found: extname(path),
        remedy:
          extname(path) === '.gz'
            ? 'Unpack it first: gunzip -k FILE.'
            : "In Python: numpy.save('x.npy', matrix), and the ids in x.ids, one a line.",
      });
    default:
      return readTextVectors(path);
  }
}

/** Writes embeddings in the form of the extension: `.npy` and `.ids`, `.ark`, `.scp` and `.ark`, `.txt`. */
export function writeVectors(path: string, named: NamedVectors): void {
  const { ids, vectors } = named;
  switch (extname(path)) {
    case '.npy':
      writeNames(idsBeside(path), ids);
      writeNpy(path, vectors);
      return;
    case '.ark':
      writeArk(path, named);
      return;
    case '.scp':
      writeScp(path, named);
      return;
    case '.txt':
      writeAtomically(path, ids.map((id, row) => `${id} ${rowText(named, row)}\n`).join(''));
      return;
    default:
      throw new UsageError({
        what: 'unknown kind of embedding file',
        expected: '.npy, .ark, .scp or .txt',
        found: path,
      });
  }
}

function rowText({ vectors: { columns, data } }: NamedVectors, row: number): string {
  return Array.from(data.subarray(row * columns, (row + 1) * columns), String).join(' ');
}

function idsBeside(path: string, extension = '.ids'): string {
  return `${path.slice(0, -'.npy'.length)}${extension}`;
}

function withIds(path: string): NamedVectors {
  const vectors = readNpy(path);
  const candidates = [idsBeside(path), idsBeside(path, '.txt')];
  const list = candidates.find(candidate => existsSync(candidate));
  if (list === undefined) {
    throw new DataError({
      what: 'array has no list of ids',
      where: path,
      expected: candidates.join(' or '),
      remedy: 'Write one id a line, in the order of the rows.',
    });
  }
  const ids = readNames(list);
  if (ids.length !== vectors.rows) {
    throw new DataError({
      what: 'ids and rows differ in number',
      where: list,
      expected: `${vectors.rows} ids`,
      found: `${ids.length}`,
    });
  }
  return { ids, vectors };
}
