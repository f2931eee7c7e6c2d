import { attributesOf, outputArgument, shapeMessage, tensorMessage } from './attribute-value';
import { opDefinition } from './op-definition';
import { ProtobufWriter } from './protobuf';
import type { Constant, Source, Trace, TracedNode } from './trace';

/**
 * A trace as a serialized FunctionDef (tensorflow/core/framework/function.proto). Only what the outputs need is in it, and the
 * shapes of its inputs, so that Grappler knows every shape.
 */
export function functionDefinition(name: string, trace: Trace): Uint8Array {
  const body = new Body();
  const needed = neededNodes(trace);
  for (const node of trace.nodes) if (needed.has(node)) body.add(node);
  const signature = new ProtobufWriter().bytes(1, name);
  for (const [index, { dtype }] of trace.inputs.entries()) {
    signature.bytes(2, new ProtobufWriter().bytes(1, `in_${index}`).integer(3, dtype));
  }
  const returned = trace.outputs.map((source, index) => {
    const { name, dtype } = body.output(source, trace);
    signature.bytes(3, new ProtobufWriter().bytes(1, `out_${index}`).integer(3, dtype));
    return mapEntry(`out_${index}`, name);
  });
  const message = new ProtobufWriter().bytes(1, signature);
  for (const node of body.nodes) message.bytes(3, node);
  for (const entry of returned) message.bytes(4, entry);
  for (const [index, { shape }] of trace.inputs.entries()) {
    const shapes = new ProtobufWriter().bytes(1, new ProtobufWriter().bytes(7, shapeMessage(shape)));
    const attributes = new ProtobufWriter().bytes(1, mapEntry('_output_shapes', shapes));
    message.bytes(7, new ProtobufWriter().integer(1, index).bytes(2, attributes));
  }
  return message.finish();
}

function mapEntry(key: string, value: string | Uint8Array | ProtobufWriter): ProtobufWriter {
  return new ProtobufWriter().bytes(1, key).bytes(2, value);
}

/** The nodes that the outputs depend on. */
function neededNodes(trace: Trace): ReadonlySet<TracedNode> {
  const needed = new Set<TracedNode>();
  const need = (source: Source) => {
    if (source.from === 'node') needed.add(source.node);
  };
  trace.outputs.forEach(need);
  for (const node of [...trace.nodes].reverse()) if (needed.has(node)) node.inputs.forEach(need);
  return needed;
}

/** The nodes of a function, and the names under which their outputs are known. */
class Body {
  readonly nodes: ProtobufWriter[] = [];
  private readonly names = new Map<TracedNode | Constant, string>();
  private readonly constants = new Map<string, string>();

  /** The name of an output's tensor; inputs and constants go out through an Identity. */
  output(source: Source, trace: Trace): { readonly name: string; readonly dtype: number } {
    const dtype = dtypeOf(source, trace);
    const name = this.tensor(source);
    if (source.from === 'node') return { name, dtype };
    return {
      name: `${this.write('Identity', [name], [['T', new ProtobufWriter().integer(6, dtype)]])}:output:0`,
      dtype,
    };
  }

  /** A tensor as a function body names it: `in_0`, or `node:argument:index`. */
  private tensor(source: Source): string {
    if (source.from === 'input') return `in_${source.index}`;
    if (source.from === 'constant') return `${this.constant(source.constant)}:output:0`;
    const { node, output } = source;
    const { argument, index } = outputArgument(opDefinition(node.op), node, output);
    return `${this.names.get(node)}:${argument}:${index}`;
  }

  /** Writes a node; those that it reads come first, as they did when the step ran. */
  add(node: TracedNode): void {
    const inputs = node.inputs.map(source => this.tensor(source));
    this.names.set(node, this.write(node.op, inputs, attributesOf(opDefinition(node.op), node)));
  }

  private constant(constant: Constant): string {
    const written = this.names.get(constant);
    if (written !== undefined) return written;
    const tensor = tensorMessage(constant);
    // Steps make the same small constants again and again: axes, shapes, scalars.
    const key = tensor.length <= 256 ? Buffer.from(tensor).toString('latin1') : undefined;
    const same = key === undefined ? undefined : this.constants.get(key);
    const name =
      same ??
      this.write(
        'Const',
        [],
        [
          ['dtype', new ProtobufWriter().integer(6, constant.dtype)],
          ['value', new ProtobufWriter().bytes(8, tensor)],
        ],
      );
    this.names.set(constant, name);
    if (key !== undefined) this.constants.set(key, name);
    return name;
  }

  private write(
    op: string,
    inputs: readonly string[],
    attributes: Iterable<readonly [string, Uint8Array | ProtobufWriter]>,
  ): string {
    const name = `${op}_${this.nodes.length}`;
    const message = new ProtobufWriter().bytes(1, name).bytes(2, op);
    for (const input of inputs) message.bytes(3, input);
    for (const [key, value] of attributes) message.bytes(5, mapEntry(key, value));
    this.nodes.push(message);
    return name;
  }
}

function dtypeOf(source: Source, trace: Trace): number {
  if (source.from === 'constant') return source.constant.dtype;
  if (source.from === 'input') return trace.inputs[source.index]?.dtype ?? 0;
  return source.node.outputTypes[source.output] ?? 0;
}
