import { readFileSync } from 'node:fs';
import { DataError } from '../core/errors';
import { type Parameter, sizeOf } from '../layers/parameter';
import { decodeSafetensors, floatTensors } from '../manifest/safetensors';
import { isTorchFile, readStateDict } from '../manifest/state-dict';

/** Single-precision values, row-major. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a PyTorch state dict holds beside the network: batch norm's counters and the classes of training. */
const besideNetwork = /\.num_batches_tracked$|^projection\./;

/**
 * The weights of a network from a PyTorch state dict, in a safetensors file or as torch.save writes it (.pt, .ckpt: wespeaker/bin/average_model.py), in svtk's layout: the same names, the axes of every array reversed. Throws DataError that names what is missing, unknown or of another
 * shape; shapes in the message are PyTorch's.
 */
export function foreignWeights(path: string, parameters: readonly Parameter[]): Map<string, Weight> {
  const ofNetwork = (name: string): boolean => !besideNetwork.test(name);
  const found = isTorchFile(path) ? readStateDict(path, ofNetwork) : readSafetensors(path, ofNetwork);
  const problems: string[] = [];
  const weights = new Map<string, Weight>();
  for (const { name, shape } of parameters) {
    const array = found.get(name);
    const expected = [...shape].reverse();
    if (array === undefined) problems.push(`${name} is missing`);
    else if (String(array.shape) !== String(expected)) {
      problems.push(`${name} is [${array.shape}], not [${expected}]`);
    } else weights.set(name, { shape, data: reversedAxes(array) });
  }
  const known = new Set(parameters.map(({ name }) => name));
  for (const name of found.keys()) if (!known.has(name)) problems.push(`${name} is unknown to the model`);
  if (problems.length === 0) return weights;
  throw new DataError({
    what: 'the weights are of another network',
    where: path,
    expected: `the ${parameters.length} arrays of the model`,
    found: `${problems.slice(0, 5).join('; ')}${problems.length > 5 ? ` and ${problems.length - 5} more` : ''}`,
    remedy: 'set model and its options to what the weights were trained with (channels, blocks, embedding, features)',
  });
}

function readSafetensors(path: string, wanted: (name: string) => boolean): Map<string, Weight> {
  const file = decodeSafetensors(readFileSync(path), path);
  return floatTensors({ ...file, tensors: new Map([...file.tensors].filter(([name]) => wanted(name))) }, path);
}

/** A row-major array of PyTorch's as one whose axes stand in the opposite order. */
function reversedAxes({ shape, data }: Weight): Float32Array {
  const out = new Float32Array(sizeOf(shape));
  // Where the next value of each axis lies in the reversed array: PyTorch's first axis is the one that changes fastest there.
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const index = new Array<number>(shape.length).fill(0);
  let to = 0;
  for (const value of data) {
    out[to] = value;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [extent, stride, at] = [shape[axis] ?? 1, strides[axis] ?? 1, (index[axis] ?? 0) + 1];
      to += stride;
      index[axis] = at;
      if (at < extent) break;
      to -= stride * extent;
      index[axis] = 0;
    }
  }
  return out;
}
