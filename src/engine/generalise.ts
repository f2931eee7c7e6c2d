import { type Constant, type Source, type TensorKind, type Trace, type TracedNode, Untraceable } from './trace';

/** In a shape: whatever fits. */
const any = -1;

/**
 * One trace for all lengths, out of two traces of a step that differ in the length of an axis: shapes of inputs that differ become
 * open there, and where a Reshape's target differs in one place, TensorFlow is left to find it. Throws Untraceable where anything
 * else differs: the step then depends on the length in a way that a function of one trace would get wrong.
 */
export function generalise(short: Trace, long: Trace): Trace {
  if (short.nodes.length !== long.nodes.length) throw differs('the number of operations');
  const twins = new Map<TracedNode, TracedNode>();
  const made = new Map<TracedNode, TracedNode>();
  const joined = (a: Source, b: Source | undefined, reader: string, place: number): Source => {
    if (a.from === 'input' && b?.from === 'input' && a.index === b.index) return a;
    if (a.from === 'node' && b?.from === 'node' && twins.get(a.node) === b.node && a.output === b.output) {
      return { ...a, node: made.get(a.node) ?? a.node };
    }
    if (a.from === 'constant' && b?.from === 'constant') {
      return { from: 'constant', constant: joinedConstant(a.constant, b.constant, reader, place) };
    }
    throw differs(`what ${reader} reads`);
  };
  const nodes = short.nodes.map((node, index) => {
    const twin = long.nodes[index];
    if (twin === undefined || node.op !== twin.op || node.inputs.length !== twin.inputs.length) {
      throw differs(`operation ${index} (${node.op})`);
    }
    if (JSON.stringify(node.attributes) !== JSON.stringify(twin.attributes))
      throw differs(`an attribute of ${node.op}`);
    const inputs = node.inputs.map((source, place) => joined(source, twin.inputs[place], node.op, place));
    twins.set(node, twin);
    const general = { ...node, inputs };
    made.set(node, general);
    return general;
  });
  return {
    inputs: short.inputs.map((kind, index) => joinedKind(kind, long.inputs[index])),
    nodes,
    outputs: short.outputs.map((source, index) => joined(source, long.outputs[index], 'an output', index)),
    eager: short.eager,
  };
}

function differs(what: string): Untraceable {
  return new Untraceable(`${what} depends on the length of the input`);
}

function joinedKind(a: TensorKind, b: TensorKind | undefined): TensorKind {
  if (b === undefined || a.shape.length !== b.shape.length) throw differs('the rank of an input');
  return { dtype: a.dtype, shape: a.shape.map((extent, axis) => (extent === b.shape[axis] ? extent : any)) };
}

function joinedConstant(a: Constant, b: Constant, reader: string, place: number): Constant {
  const same = a.dtype === b.dtype && String(a.shape) === String(b.shape) && a.values.length === b.values.length;
  if (!same) throw differs(`a constant of ${reader}`);
  const places = [...a.values.keys()].filter(index => a.values[index] !== b.values[index]);
  if (places.length === 0) return a;
  const isTarget = reader === 'Reshape' && place === 1 && a.values instanceof Int32Array;
  if (!isTarget || places.length > 1 || a.values.includes(any)) throw differs(`a constant of ${reader}`);
  const values = Int32Array.from(a.values, (value, index) => (index === places[0] ? any : value));
  return { ...a, values };
}
