import { type Conversion, type Conversions, flag, input, numbers, Unwritable } from './conversion';
import { naturalOrder } from './graph';

const reshape: Conversion = (node, graph) => {
  const target = numbers(node, 1, graph);
  const name = graph.add('Reshape', [graph.named(graph.value(input(node, 0))), graph.integers(target)]);
  return [{ name, order: naturalOrder(target.length) }];
};

/** Only the names of the axes change: what is stored stays as it is until somebody wants another order. */
const transpose: Conversion = (node, graph) => {
  const x = graph.value(input(node, 0));
  const moves = numbers(node, 1, graph);
  if ('constant' in x) return [{ name: graph.named(x, moves), order: naturalOrder(moves.length) }];
  return [{ name: x.name, order: x.order.map(axis => moves.indexOf(axis)) }];
};

const shape: Conversion = (node, graph) => {
  const x = graph.value(input(node, 0));
  if ('constant' in x) throw new Unwritable('Shape of a constant');
  const extents = graph.add('Shape', [x.name]);
  const places = naturalOrder(x.order.length).map(axis => x.order.indexOf(axis));
  const name = graph.add('Gather', [extents, graph.integers(places)], { axis: 0 });
  // TensorFlow's is int32, ONNX's int64.
  return [{ name: graph.add('Cast', [name], { to: 6 }), order: [0] }];
};

const size: Conversion = (node, graph) => {
  const x = graph.value(input(node, 0));
  const count = graph.add('Size', ['constant' in x ? graph.named(x) : x.name]);
  return [{ name: graph.add('Cast', [count], { to: 6 }), order: [] }];
};

const product: Conversion = (node, graph) => {
  const [a, b] = [graph.value(input(node, 0)), graph.value(input(node, 1))];
  const turned = (rank: number): readonly number[] => {
    const order = [...naturalOrder(rank)];
    return [...order.slice(0, -2), ...order.slice(-2).reverse()];
  };
  const orderOf = (rank: number, flipped: boolean): readonly number[] => (flipped ? turned(rank) : naturalOrder(rank));
  const adjoint = node.op === 'MatMul' ? ['transpose_a', 'transpose_b'] : ['adj_x', 'adj_y'];
  const names = [a, b].map((value, place) =>
    graph.named(value, orderOf(value.order.length, flag(node, adjoint[place] ?? ''))),
  );
  return [{ name: graph.add('MatMul', names), order: naturalOrder(Math.max(a.order.length, b.order.length)) }];
};

/** Conversions of what needs axes in their own order, or says how long they are. */
export const shapes = {
  Reshape: reshape,
  Transpose: transpose,
  Shape: shape,
  Size: size,
  MatMul: product,
  BatchMatMul: product,
  BatchMatMulV2: product,
} satisfies Conversions;
