import { tensorflowBackend } from '../backend';
import { tf } from '../tf';
import type { Constant, Source, Trace, TracedNode } from '../trace';

/** What nodes that read nothing but constants give, run by TensorFlow once: folded kernels, slices of weights. */
export function foldConstants({ nodes }: Trace): ReadonlyMap<TracedNode, readonly Constant[]> {
  const known = new Map<TracedNode, readonly Constant[]>();
  for (const node of nodes) {
    const inputs = node.inputs.map(source => constantOf(source, known));
    if (inputs.every(one => one !== undefined)) known.set(node, evaluate(node, inputs));
  }
  return known;
}

/** The constant that a source is, by itself or by its node. */
export function constantOf(source: Source, known: ReadonlyMap<TracedNode, readonly Constant[]>): Constant | undefined {
  if (source.from === 'constant') return source.constant;
  return source.from === 'node' ? known.get(source.node)?.[source.output] : undefined;
}

/** The DataType numbers of TensorFlow that networks use. */
export const dataTypes = { float: 1, int32: 3 } as const;

function evaluate(node: TracedNode, inputs: readonly Constant[]): Constant[] {
  return tf.tidy(() => {
    const tensors = inputs.map(({ values, shape, dtype }) => {
      if (Array.isArray(values)) throw new TypeError(`${node.op} reads text`);
      return tf.tensor(values, [...shape], dtype === dataTypes.int32 ? 'int32' : 'float32');
    });
    const made = tensorflowBackend().executeMultipleOutputs(
      node.op,
      [...node.attributes],
      tensors,
      node.outputTypes.length,
    );
    const constants = made.map((tensor, index) => ({
      dtype: node.outputTypes[index] ?? dataTypes.float,
      shape: [...tensor.shape],
      values: tensor.dataSync(),
    }));
    tf.dispose(made);
    return constants;
  });
}

/** The numbers of a constant; text, which networks do not read, is an error. */
export function numbersOf({ values }: Constant): number[] {
  if (Array.isArray(values)) throw new TypeError('a constant of text');
  return Array.from(values);
}

/** The same numbers with axes in another order: axis `order[i]` becomes axis i. */
export function permuted({ dtype, shape, values }: Constant, order: readonly number[]): Constant {
  const moved = order.map(axis => shape[axis] ?? 1);
  // How far the values of each axis of the result lie apart in what there is.
  const strides = order.map(axis => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
  const index = new Array<number>(order.length).fill(0);
  let from = 0;
  const next = (): void => {
    for (let axis = order.length - 1; axis >= 0; axis--) {
      const [extent, stride, at] = [moved[axis] ?? 1, strides[axis] ?? 0, (index[axis] ?? 0) + 1];
      from += stride;
      index[axis] = at;
      if (at < extent) return;
      from -= stride * extent;
      index[axis] = 0;
    }
  };
  const out = dtype === dataTypes.int32 ? new Int32Array(values.length) : new Float32Array(values.length);
  for (let to = 0; to < out.length; to++) {
    out[to] = Number(values[from]);
    next();
  }
  return { dtype, shape: moved, values: out };
}
