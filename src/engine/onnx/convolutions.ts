import type { Source, TracedNode } from '../trace';
import { type Conversion, type Conversions, extents, input, number, numbers, text, Unwritable } from './conversion';
import type { Graph, Value } from './graph';
import type { OnnxAttribute } from './model-file';

/** TensorFlow's [batch, height, width, channels] as ONNX wants it: [batch, channels, height, width]. */
const channelsFirst = [0, 3, 1, 2];

/** Zeros before and after height and width, in ONNX's order: both beginnings, both ends. */
type Pads = readonly [number, number, number, number];

const none: Pads = [0, 0, 0, 0];

const convolution: Conversion = (node, graph) => {
  demandChannelsLast(node);
  const { source, pads, stride } = beforeConvolution(node, graph);
  const kernels = graph.value(input(node, 1));
  const kernel = 'constant' in kernels ? kernels.constant.shape.slice(0, 2) : [];
  const [height, width] = kernel;
  if (height === undefined || width === undefined) throw new Unwritable('Conv2D whose kernels are computed');
  const dilation = extents(node, 'dilations');
  const name = graph.add(
    'Conv',
    [graph.named(graph.value(source), channelsFirst), graph.named(kernels, [3, 2, 0, 1])],
    {
      kernel_shape: kernel,
      strides: stride,
      dilations: dilation,
      ...sides(node, stride, [dilation[0] * (height - 1), dilation[1] * (width - 1)], pads),
    },
  );
  return [{ name, order: channelsFirst }];
};

/** What a convolution reads: zeros that are put around it and positions that are dropped in front of it become its own. */
function beforeConvolution(node: TracedNode, graph: Graph) {
  const source = input(node, 0);
  const stride = extents(node, 'strides');
  const plain = { source, pads: none, stride };
  if (source.from !== 'node' || text(node, 'padding') !== 'VALID') return plain;
  const before = source.node;
  if (before.op === 'PadV2' || before.op === 'Pad') {
    const pads = imagePads(before, graph);
    return pads === undefined ? plain : { source: input(before, 0), pads, stride };
  }
  const kernels = graph.value(input(node, 1));
  const pointwise = 'constant' in kernels && kernels.constant.shape.slice(0, 2).every(extent => extent === 1);
  if (before.op === 'AvgPool' && pointwise && extents(before, 'ksize').every(extent => extent === 1)) {
    const dropped = extents(before, 'strides');
    const [height, width] = [stride[0] * dropped[0], stride[1] * dropped[1]];
    return { source: input(before, 0), pads: none, stride: [height, width] as const };
  }
  return plain;
}

/** The zeros that a Pad puts around height and width; undefined where it does something else. */
function imagePads(node: TracedNode, graph: Graph): Pads | undefined {
  const [b0, b1, top, bottom, left, right, c0, c1] = numbers(node, 1, graph);
  const zero = node.op === 'Pad' || numbers(node, 2, graph)[0] === 0;
  if (!zero || b0 || b1 || c0 || c1) return undefined;
  return [top ?? 0, left ?? 0, bottom ?? 0, right ?? 0];
}

/** `reach`: how far beyond one position the window goes. */
function sides(
  node: TracedNode,
  stride: readonly [number, number],
  reach: readonly [number, number],
  pads: Pads,
): Record<string, OnnxAttribute> {
  const padding = text(node, 'padding');
  if (padding === 'VALID') return { pads };
  if (padding !== 'SAME') throw new Unwritable(`${node.op} with padding ${padding}`);
  // With a stride TensorFlow's zeros hang on the length, as ONNX's SAME_UPPER has them.
  if (stride.some(extent => extent > 1)) return { auto_pad: 'SAME_UPPER' };
  const before = reach.map(extent => Math.floor(extent / 2));
  return { pads: [...before, ...reach.map((extent, axis) => extent - (before[axis] ?? 0))] };
}

function demandChannelsLast(node: TracedNode): void {
  const format = text(node, 'data_format');
  if (format !== '' && format !== 'NHWC') throw new Unwritable(`${node.op} with data_format ${format}`);
}

/** Mean or largest value of windows; TensorFlow's mean leaves out the zeros that SAME puts there, as ONNX's does. */
function pooling(op: string): Conversion {
  return (node, graph) => {
    demandChannelsLast(node);
    const kernel = extents(node, 'ksize');
    const stride = extents(node, 'strides');
    const attributes = sides(node, stride, [kernel[0] - 1, kernel[1] - 1], none);
    const x = graph.named(graph.value(input(node, 0)), channelsFirst);
    return [
      { name: graph.add(op, [x], { kernel_shape: kernel, strides: stride, ...attributes }), order: channelsFirst },
    ];
  };
}

const batchNorm: Conversion = (node, graph) => {
  demandChannelsLast(node);
  const [x, ...statistics] = node.inputs.slice(0, 5).map((source: Source): Value => graph.value(source));
  if (x === undefined) throw new Error(`${node.op} has no input`);
  const names = [graph.named(x, channelsFirst), ...statistics.map(value => graph.named(value))];
  const name = graph.add('BatchNormalization', names, { epsilon: { float: number(node, 'epsilon') } });
  return [{ name, order: channelsFirst }];
};

/** Conversions of what works on images: [batch, height, width, channels]. */
export const convolutions = {
  Conv2D: convolution,
  AvgPool: pooling('AveragePool'),
  MaxPool: pooling('MaxPool'),
  FusedBatchNorm: batchNorm,
  FusedBatchNormV2: batchNorm,
  FusedBatchNormV3: batchNorm,
} satisfies Conversions;
