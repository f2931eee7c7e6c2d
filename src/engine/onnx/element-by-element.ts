import { dataTypes } from './constants';
import { type Conversion, type Conversions, input, number } from './conversion';
import { type Graph, naturalOrder, type Value } from './graph';

/** y = f(x) at each place: the order of the axes does not matter. */
function unary(write: (graph: Graph, x: string) => string): Conversion {
  return (node, graph) => {
    const x = graph.value(input(node, 0));
    return [{ name: write(graph, 'constant' in x ? graph.named(x) : x.name), order: x.order }];
  };
}

const plain = (op: string): Conversion => unary((graph, x) => graph.add(op, [x]));

function binary(write: (graph: Graph, a: string, b: string) => string): Conversion {
  return (node, graph) => {
    const [a, b] = [graph.value(input(node, 0)), graph.value(input(node, 1))];
    const order = commonOrder(a, b);
    return [{ name: write(graph, aligned(a, order, graph), aligned(b, order, graph)), order }];
  };
}

/** The order of an operand of full rank, one that no transpose has led to its own before any other. */
function commonOrder(a: Value, b: Value): readonly number[] {
  const rank = Math.max(a.order.length, b.order.length);
  const full = [a, b].filter(value => !('constant' in value) && value.order.length === rank);
  const moved = full.find(({ order }) => order.some((axis, place) => axis !== place));
  return moved?.order ?? naturalOrder(rank);
}

/** An operand in that order; axes of length 1 are put in front of one of lower rank, as broadcasting does. */
function aligned(value: Value, order: readonly number[], graph: Graph): string {
  const missing = order.length - value.order.length;
  if (value.order.length === 0 || missing === 0) return graph.named(value, missing === 0 ? order : []);
  if ('constant' in value) {
    const shape = [...Array<number>(missing).fill(1), ...value.constant.shape];
    return graph.named({ constant: { ...value.constant, shape }, order: naturalOrder(shape.length) }, order);
  }
  const name = graph.add('Unsqueeze', [graph.named(value), graph.integers(naturalOrder(missing))]);
  return graph.named({ name, order: naturalOrder(order.length) }, order);
}

const two = (op: string): Conversion => binary((graph, a, b) => graph.add(op, [a, b]));

/** A sum; that of a convolution and one number for each channel becomes the convolution's bias. */
const sum: Conversion = (node, graph) => {
  const [x, bias] = [input(node, 0), graph.value(input(node, 1))];
  if (x.from === 'node' && x.node.op === 'Conv2D' && graph.readOnce(x.node)) {
    const convolution = graph.value(x);
    if ('constant' in bias && bias.order.length === 1 && 'name' in convolution) {
      const last = graph.nodes.findIndex(({ outputs }) => outputs[0] === convolution.name);
      const written = graph.nodes[last];
      if (written?.op === 'Conv' && written.inputs.length === 2) {
        graph.nodes[last] = { ...written, inputs: [...written.inputs, graph.named(bias)] };
        return [convolution];
      }
    }
  }
  return two('Add')(node, graph);
};

const cast: Conversion = (node, graph) => {
  const x = graph.value(input(node, 0));
  const [from, to] = [number(node, 'SrcT'), number(node, 'DstT')];
  if (from === to) return [x];
  // ONNX's numbers of the two types.
  const type = to === dataTypes.int32 ? 6 : 1;
  return [{ name: graph.add('Cast', ['constant' in x ? graph.named(x) : x.name], { to: type }), order: x.order }];
};

/** Conversions of what treats each number by itself. */
export const elementByElement = {
  Relu: plain('Relu'),
  Sigmoid: plain('Sigmoid'),
  Tanh: plain('Tanh'),
  Exp: plain('Exp'),
  Log: plain('Log'),
  Sqrt: plain('Sqrt'),
  Floor: plain('Floor'),
  Neg: plain('Neg'),
  Abs: plain('Abs'),
  Elu: plain('Elu'),
  Softplus: plain('Softplus'),
  Square: unary((graph, x) => graph.add('Mul', [x, x])),
  Rsqrt: unary((graph, x) => graph.add('Reciprocal', [graph.add('Sqrt', [x])])),
  Relu6: unary((graph, x) => graph.add('Clip', [x, graph.scalar(0), graph.scalar(6)])),
  OnesLike: unary((graph, x) => graph.add('Add', [graph.add('Mul', [x, graph.scalar(0)]), graph.scalar(1)])),
  LeakyRelu: (node, graph) => {
    const x = graph.value(input(node, 0));
    const alpha = { float: number(node, 'alpha') };
    return [{ name: graph.add('LeakyRelu', ['constant' in x ? graph.named(x) : x.name], { alpha }), order: x.order }];
  },
  Add: sum,
  AddV2: sum,
  BiasAdd: sum,
  Sub: two('Sub'),
  Mul: two('Mul'),
  RealDiv: two('Div'),
  Maximum: two('Max'),
  Minimum: two('Min'),
  Pow: two('Pow'),
  SquaredDifference: binary((graph, a, b) => {
    const difference = graph.add('Sub', [a, b]);
    return graph.add('Mul', [difference, difference]);
  }),
  Identity: (node, graph) => [graph.value(input(node, 0))],
  Cast: cast,
} satisfies Conversions;
