import { foldBatchNorm } from '../fold-batch-norm';
import { generalise } from '../generalise';
import { tf } from '../tf';
import { type Source, type Step, type Trace, type TracedNode, trace, Untraceable } from '../trace';
import { numbersOf } from './constants';

/** In a Reshape's target, as ONNX reads it: what is left, and the extent that the input has at the same place. */
const left = -1;
const same = 0;

/**
 * One trace of a step for any batch size and length: the step runs three times, on small inputs that differ in the extent of axis 0 and of
 * axis 1. The targets of Reshape then hold ONNX's 0 and −1. Batch norm is folded into convolutions. Throws Untraceable where
 * anything else hangs on batch or length.
 */
export function openTrace(step: Step, shape: readonly number[]): Trace {
  const [batch = 0, time = 0, ...rest] = shape;
  const run = (batch: number, time: number): Trace => {
    const input = tf.randomUniform([batch, time, ...rest], -1, 1, 'float32', batch + time);
    const record = trace(step, [input]);
    tf.dispose([input, record.eager]);
    return record;
  };
  const base = run(batch, time);
  const anyLength = generalise(base, run(batch, time + Math.ceil(time / 3)));
  const anyBatch = generalise(base, run(batch + 1, time));
  return foldBatchNorm(joined(anyLength, anyBatch));
}

/** Two generalisations of one trace, of the second axis and of the first, as one. */
function joined(anyLength: Trace, anyBatch: Trace): Trace {
  const made = new Map<TracedNode, TracedNode>();
  const current = (source: Source): Source =>
    source.from === 'node' ? { ...source, node: made.get(source.node) ?? source.node } : source;
  const nodes = anyLength.nodes.map((node, index) => {
    const inputs = node.inputs.map((source, place) => {
      const twin = anyBatch.nodes[index]?.inputs[place];
      return source.from === 'constant' && twin?.from === 'constant' && node.op === 'Reshape' && place === 1
        ? { from: 'constant' as const, constant: { ...source.constant, values: target(source, twin) } }
        : current(source);
    });
    const opened = { ...node, inputs };
    made.set(node, opened);
    return opened;
  });
  return { ...anyLength, nodes, outputs: anyLength.outputs.map(current) };
}

type ConstantSource = Extract<Source, { readonly from: 'constant' }>;

function target(length: ConstantSource, batch: ConstantSource): Int32Array {
  const places = numbersOf(batch.constant);
  return Int32Array.from(numbersOf(length.constant), (value, place) => {
    if (value === left || places[place] !== left) return value;
    // The batch is the first axis of what is reshaped, too.
    if (place !== 0) throw new Untraceable('the place of the batch in a Reshape is not the first');
    return same;
  });
}
