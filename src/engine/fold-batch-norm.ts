import { tensorflowBackend } from './backend';
import { nativeAttributes, type RawAttributes } from './raw-op';
import type { Source, Trace, TracedNode } from './trace';

/**
 * Moves batch normalization with given statistics into the convolution in front of it: its scale into the kernels, its shift into a bias,
 * which Grappler then fuses with the convolution and a relu behind it. Where weights are constants, the new kernels are computed once.
 */
export function foldBatchNorm(trace: Trace): Trace {
  const uses = useCounts(trace);
  const replacements = new Map<TracedNode, TracedNode>();
  const nodes: TracedNode[] = [];
  const current = (source: Source): Source => {
    if (source.from !== 'node') return source;
    return { from: 'node', node: replacements.get(source.node) ?? source.node, output: source.output };
  };
  for (const node of trace.nodes) {
    const inputs = node.inputs.map(current);
    const pair = foldable(node, inputs, uses);
    const added = pair === undefined ? [{ ...node, inputs }] : shiftedConvolution(pair);
    nodes.push(...added);
    const last = added.at(-1);
    if (last !== undefined) replacements.set(node, last);
  }
  return { ...trace, nodes, outputs: trace.outputs.map(current) };
}

/** A convolution and the batch normalization that alone reads it. */
interface Pair {
  readonly convolution: TracedNode;
  readonly x: Source;
  readonly kernels: Source;
  readonly scale: Source;
  readonly offset: Source;
  readonly mean: Source;
  readonly variance: Source;
  readonly epsilon: number;
}

function foldable(
  node: TracedNode,
  inputs: readonly Source[],
  uses: ReadonlyMap<TracedNode, number>,
): Pair | undefined {
  if (!/^FusedBatchNorm(V[23])?$/.test(node.op)) return undefined;
  const attribute = (name: string) => node.attributes.find(one => one.name === name)?.value;
  const epsilon = attribute('epsilon');
  if (attribute('is_training') !== false || attribute('data_format') !== 'NHWC' || typeof epsilon !== 'number')
    return undefined;
  const [before] = node.inputs;
  const [y, scale, offset, mean, variance] = inputs;
  if (before?.from !== 'node' || uses.get(before.node) !== 1) return undefined;
  if (y?.from !== 'node' || y.node.op !== 'Conv2D') return undefined;
  const [x, kernels] = y.node.inputs;
  if (!x || !kernels || !scale || !offset || !mean || !variance) return undefined;
  return { convolution: y.node, x, kernels, scale, offset, mean, variance, epsilon };
}

/** convolution(x, kernels · g) + (offset − mean · g), where g = scale / √(variance + ε). */
function shiftedConvolution(pair: Pair): TracedNode[] {
  const added: TracedNode[] = [];
  const [float] = pair.convolution.outputTypes;
  if (float === undefined) throw new Error('a convolution has an output');
  const add = (op: string, attributes: RawAttributes, inputs: readonly Source[]): Source => {
    const node: TracedNode = {
      op,
      attributes: nativeAttributes(tensorflowBackend(), attributes),
      inputs,
      inputTypes: inputs.map(() => float),
      outputTypes: [float],
      varies: true,
    };
    added.push(node);
    return { from: 'node', node, output: 0 };
  };
  const epsilon = constant(float, pair.epsilon);
  const gain = add('Mul', {}, [pair.scale, add('Rsqrt', {}, [add('AddV2', {}, [pair.variance, epsilon])])]);
  const shift = add('Sub', {}, [pair.offset, add('Mul', {}, [pair.mean, gain])]);
  const kernels = add('Mul', {}, [pair.kernels, gain]); // [height, width, inputs, outputs] · [outputs]
  const convolution = { ...pair.convolution, inputs: [pair.x, kernels] };
  added.push(convolution);
  add('BiasAdd', { data_format: 'NHWC' }, [{ from: 'node', node: convolution, output: 0 }, shift]);
  return added;
}

function constant(dtype: number, value: number): Source {
  return { from: 'constant', constant: { dtype, shape: [], values: Float32Array.of(value) } };
}

function useCounts(trace: Trace): ReadonlyMap<TracedNode, number> {
  const counts = new Map<TracedNode, number>();
  for (const source of [...trace.outputs, ...trace.nodes.flatMap(({ inputs }) => inputs)]) {
    if (source.from === 'node') counts.set(source.node, (counts.get(source.node) ?? 0) + 1);
  }
  return counts;
}
