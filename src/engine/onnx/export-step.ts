import { DataError } from '../../core/errors';
import { type Step, Untraceable } from '../trace';
import { alongAxes } from './along-axes';
import { type Conversions, Unwritable } from './conversion';
import { convolutions } from './convolutions';
import { elementByElement } from './element-by-element';
import { Graph, naturalOrder } from './graph';
import { encodeModel, type OnnxNode, type OnnxTensor } from './model-file';
import { openTrace } from './open-trace';
import { shapes } from './shapes';

export interface ExportOptions {
  readonly name: string;
  readonly version: string;
  /** The step's one input: [batch, time, …]; any batch and time may come, these are what it is tried on. */
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  /** Its one output, [batch, size]. */
  readonly output: { readonly name: string; readonly size: number };
  readonly metadata: Readonly<Record<string, string>>;
}

const conversions: Conversions = { ...convolutions, ...elementByElement, ...alongAxes, ...shapes };

/**
 * A pure step as a serialized ONNX model for any batch size and length, weights in float32, batch norm folded into convolutions.
 * Throws DataError for a step with an operation that has no conversion, which it names.
 */
export function exportStep(step: Step, { name, version, input, output, metadata }: ExportOptions): Uint8Array {
  try {
    const trace = openTrace(step, input.shape);
    const graph = new Graph(trace, [{ name: input.name, order: naturalOrder(input.shape.length) }]);
    for (const node of trace.nodes) {
      if (graph.isConstant(node)) continue;
      const convert = Object.hasOwn(conversions, node.op) ? conversions[node.op] : undefined;
      if (convert === undefined) throw new Unwritable(`the operation ${node.op}`);
      graph.put(node, convert(node, graph));
    }
    const [result] = trace.outputs;
    if (result === undefined) throw new Error('the step has no output');
    graph.nodes.push({
      op: 'Identity',
      inputs: [graph.named(graph.value(result))],
      outputs: [output.name],
      attributes: {},
    });
    const [, , ...rest] = input.shape;
    return encodeModel({
      graph: name,
      ...needed(graph, output.name),
      inputs: [{ name: input.name, shape: ['B', 'T', ...rest] }],
      outputs: [{ name: output.name, shape: ['B', output.size] }],
      metadata,
      version,
    });
  } catch (error) {
    if (!(error instanceof Unwritable || error instanceof Untraceable)) throw error;
    throw new DataError({
      what: `${name} cannot be written as ONNX`,
      expected: `shapes that leave batch and length open, and of operations ${Object.keys(conversions).join(', ')}`,
      found: error.message,
      remedy: 'a conversion is one entry of a table in src/engine/onnx',
    });
  }
}

/** The nodes and constants that the output hangs on. */
function needed(graph: Graph, output: string): { readonly nodes: OnnxNode[]; readonly constants: OnnxTensor[] } {
  const wanted = new Set([output]);
  const nodes: OnnxNode[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some(one => wanted.has(one))) continue;
    nodes.push(node);
    for (const one of node.inputs) wanted.add(one);
  }
  return { nodes: nodes.reverse(), constants: graph.constants.filter(({ name }) => wanted.has(name)) };
}
