import { type Conversion, type Conversions, counted, flag, input, numbers, Unwritable } from './conversion';
import { naturalOrder } from './graph';

/** Mean, sum or largest value over axes. */
function reduction(op: string): Conversion {
  return (node, graph) => {
    const x = graph.value(input(node, 0));
    const rank = x.order.length;
    const axes = counted(numbers(node, 1, graph), rank);
    const places = axes.map(axis => x.order.indexOf(axis)).sort((a, b) => a - b);
    const from = 'constant' in x ? graph.named(x) : x.name;
    // Operator set 17: axes are an input of ReduceSum, and an attribute of the others.
    const name =
      op === 'ReduceSum'
        ? graph.add(op, [from, graph.integers(places)], { keepdims: 1 })
        : graph.add(op, [from], { axes: places, keepdims: 1 });
    if (flag(node, 'keep_dims')) return [{ name, order: x.order }];
    const kept = graph.named({ name, order: x.order });
    const squeezed = graph.add('Squeeze', [kept, graph.integers([...axes].sort((a, b) => a - b))]);
    return [{ name: squeezed, order: naturalOrder(rank - axes.length) }];
  };
}

const concat: Conversion = (node, graph) => {
  const values = node.inputs.slice(0, -1).map(source => graph.value(source));
  const [axis = 0] = numbers(node, -1, graph);
  const order = values.find(value => !('constant' in value))?.order ?? naturalOrder(values[0]?.order.length ?? 0);
  const [counted_ = 0] = counted([axis], order.length);
  const names = values.map(value => graph.named(value, order));
  return [{ name: graph.add('Concat', names, { axis: order.indexOf(counted_) }), order }];
};

const split: Conversion = (node, graph) => {
  const x = graph.value(input(node, 0));
  const sizes = numbers(node, 1, graph);
  const [axis = 0] = counted(numbers(node, 2, graph), x.order.length);
  const from = 'constant' in x ? graph.named(x) : x.name;
  const attributes = { axis: x.order.indexOf(axis) };
  const names = graph.addSeveral('Split', [from, graph.integers(sizes)], sizes.length, attributes);
  return names.map(name => ({ name, order: x.order }));
};

const slice: Conversion = (node, graph) => {
  const x = graph.value(input(node, 0));
  const [begin, size] = [numbers(node, 1, graph), numbers(node, 2, graph)];
  // To the end where the size is −1; a size that spans an open axis would have been found out in the trace.
  const ends = size.map((extent, axis) => (extent < 0 ? Number.MAX_SAFE_INTEGER : (begin[axis] ?? 0) + extent));
  const [starts, stops] = [begin, ends].map(list => graph.integers(x.order.map(axis => list[axis] ?? 0)));
  if (starts === undefined || stops === undefined) throw new Error('two lists');
  const from = 'constant' in x ? graph.named(x) : x.name;
  return [{ name: graph.add('Slice', [from, starts, stops]), order: x.order }];
};

const gather: Conversion = (node, graph) => {
  const [x, places] = [graph.value(input(node, 0)), graph.value(input(node, 1))];
  const [axis = 0] = counted(numbers(node, 2, graph), x.order.length);
  if (places.order.length !== 1) throw new Unwritable('GatherV2 by anything but a list');
  const from = 'constant' in x ? graph.named(x) : x.name;
  const name = graph.add('Gather', [from, graph.named(places)], { axis: x.order.indexOf(axis) });
  return [{ name, order: x.order }];
};

const cumulativeSum: Conversion = (node, graph) => {
  const x = graph.value(input(node, 0));
  const [axis = 0] = counted(numbers(node, 1, graph), x.order.length);
  const from = 'constant' in x ? graph.named(x) : x.name;
  const attributes = { exclusive: Number(flag(node, 'exclusive')), reverse: Number(flag(node, 'reverse')) };
  return [{ name: graph.add('CumSum', [from, graph.integers([x.order.indexOf(axis)])], attributes), order: x.order }];
};

const pad: Conversion = (node, graph) => {
  const x = graph.value(input(node, 0));
  const pairs = numbers(node, 1, graph);
  const [value = 0] = node.op === 'PadV2' ? numbers(node, 2, graph) : [];
  const sides = [0, 1].flatMap(side => x.order.map(axis => pairs[2 * axis + side] ?? 0));
  const from = 'constant' in x ? graph.named(x) : x.name;
  return [{ name: graph.add('Pad', [from, graph.integers(sides), graph.scalar(value)]), order: x.order }];
};

const softmax: Conversion = (node, graph) => {
  const x = graph.value(input(node, 0));
  const from = 'constant' in x ? graph.named(x) : x.name;
  return [{ name: graph.add('Softmax', [from], { axis: x.order.indexOf(x.order.length - 1) }), order: x.order }];
};

/** Conversions of what works along axes, wherever they lie. */
export const alongAxes = {
  Mean: reduction('ReduceMean'),
  Sum: reduction('ReduceSum'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  ConcatV2: concat,
  SplitV: split,
  Slice: slice,
  GatherV2: gather,
  Cumsum: cumulativeSum,
  Pad: pad,
  PadV2: pad,
  Softmax: softmax,
} satisfies Conversions;
