import { DataError } from '../core/errors';
import { collectVectors, type NamedVectors, someOf } from './named-vectors';
import { extentOf, type PythonArray } from './python-array';

type NamedArray = readonly [name: string, array: PythonArray];

const forms = 'one vector an id, or one matrix and a list of as many ids';

/**
 * Embeddings of the arrays of a file: each of them a vector under its id, [dimension] or with leading axes of 1; or one matrix beside the ids of its rows.
 * `size` is that of the file in bytes: arrays that share memory may not make more numbers of it than it has; `count` how many arrays there are. Throws DataError.
 */
export function vectorsOfArrays(
  path: string,
  arrays: Iterable<NamedArray>,
  { size, count }: { readonly size: number; readonly count: number },
): NamedVectors {
  const rows = collectVectors(path);
  const matrices: NamedArray[] = [];
  const texts: NamedArray[] = [];
  const others: NamedArray[] = [];
  let [vectors, numbers] = [0, 0];
  let first: NamedArray | undefined;
  for (const [name, array] of arrays) {
    if (array.holds === 'texts') texts.push([name, array]);
    else if (array.holds === 'others') others.push([name, array]);
    else if (!isVector(array)) matrices.push([name, array]);
    else {
      numbers += extentOf(array.shape);
      if (numbers > size) throw fault(path, `at most ${size} numbers, the bytes of the file`, `more, at ${name}`);
      rows.push(name, array.floats(`${path} ${name}`));
      vectors++;
      first ??= [name, array];
      if (vectors === 1) rows.reserve(Math.min(count, Math.floor(size / Math.max(numbers, 1))));
    }
  }
  // A matrix of one row is a vector too: ids beside it say which it is.
  const [matrix = first] = matrices;
  if (matrix !== undefined && matrices.length + vectors === 1 && matrices.length + texts.length > 0) {
    return paired(path, matrix, texts);
  }
  const [other] = [...matrices, ...texts, ...others];
  if (other === undefined) return rows.taken();
  throw fault(
    path,
    forms,
    `${other[0]}: ${other[1].type} of [${other[1].shape.join(', ')}], ${vectors} vectors beside it`,
  );
}

/** The rows of a matrix, named by the one list of texts that can name them. */
function paired(path: string, [name, matrix]: NamedArray, texts: readonly NamedArray[]): NamedVectors {
  const { shape } = matrix;
  const [rows, columns] = shape.length === 1 ? [1, shape[0] ?? 0] : [shape[0] ?? 0, shape[1] ?? 0];
  if (shape.length > 2 || columns === 0) {
    throw fault(path, 'a matrix [utterances, dimension]', `${name} [${shape.join(', ')}]`);
  }
  const lists = texts
    .filter(([, list]) => extentOf(list.shape) === rows)
    .map(([list, array]) => ({ list, ids: array.texts(`${path} ${list}`) }));
  const naming = lists.filter(({ ids }) => new Set(ids).size === ids.length);
  const [only] = naming;
  if (only === undefined || naming.length > 1) {
    const found = lists.length === 0 ? `none beside ${name}` : `${someOf(lists.map(({ list }) => list))}`;
    throw fault(path, `one list of ${rows} ids, each once, for the rows of ${name}`, found);
  }
  return { ids: only.ids, vectors: { rows, columns, data: matrix.floats(`${path} ${name}`) } };
}

function isVector({ shape }: PythonArray): boolean {
  return shape.length > 0 && shape.slice(0, -1).every(extent => extent === 1);
}

function fault(where: string, expected: string, found: string): DataError {
  return new DataError({ what: 'file holds no embeddings that can be told apart', where, expected, found });
}
