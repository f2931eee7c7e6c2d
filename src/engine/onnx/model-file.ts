import { ProtobufWriter } from '../protobuf';

/** An attribute of an ONNX node; a plain number is an integer. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant tensor, row-major. */
export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | BigInt64Array;
}

/** An input or output of the graph, in single precision; an axis is a length, or a name where any length goes. */
export interface OnnxPort {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly graph: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly version: string;
}

/** Operator set that {@link encodeModel} declares, and the file format's version that belongs to it: ONNX 1.12. */
export const opset = 17;
const irVersion = 8;

/** A serialized ModelProto (onnx/onnx.proto). */
export function encodeModel({ graph, nodes, constants, inputs, outputs, metadata, version }: OnnxModel): Uint8Array {
  const body = new ProtobufWriter();
  for (const [index, node] of nodes.entries()) body.bytes(1, nodeMessage(node, `${node.op}_${index}`));
  body.bytes(2, graph);
  for (const tensor of constants) body.bytes(5, tensorMessage(tensor));
  for (const port of inputs) body.bytes(11, portMessage(port));
  for (const port of outputs) body.bytes(12, portMessage(port));
  const model = new ProtobufWriter().integer(1, irVersion).bytes(2, 'svtk').bytes(3, version).bytes(7, body);
  model.bytes(8, new ProtobufWriter().bytes(1, '').integer(2, opset));
  for (const [key, value] of Object.entries(metadata))
    model.bytes(14, new ProtobufWriter().bytes(1, key).bytes(2, value));
  return model.finish();
}

function nodeMessage({ op, inputs, outputs, attributes }: OnnxNode, name: string): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const input of inputs) message.bytes(1, input);
  for (const output of outputs) message.bytes(2, output);
  message.bytes(3, name).bytes(4, op);
  for (const [key, value] of Object.entries(attributes)) message.bytes(5, attributeMessage(key, value));
  return message;
}

/** The kinds of AttributeProto.AttributeType. */
const kinds = { float: 1, integer: 2, text: 3, integers: 7 } as const;

function attributeMessage(name: string, value: OnnxAttribute): ProtobufWriter {
  const message = new ProtobufWriter().bytes(1, name);
  if (typeof value === 'number') return message.integer(3, value).integer(20, kinds.integer);
  if (typeof value === 'string') return message.bytes(4, value).integer(20, kinds.text);
  if ('float' in value) return message.float(2, value.float).integer(20, kinds.float);
  for (const one of value) message.integer(8, one);
  return message.integer(20, kinds.integers);
}

/** The kinds of TensorProto.DataType. */
const types = { float: 1, int32: 6, int64: 7 } as const;

function tensorMessage({ name, shape, values }: OnnxTensor): ProtobufWriter {
  const type = values instanceof Float32Array ? types.float : values instanceof Int32Array ? types.int32 : types.int64;
  const message = new ProtobufWriter();
  for (const extent of shape) message.integer(1, extent);
  message.integer(2, type).bytes(8, name);
  return message.bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

function portMessage({ name, shape }: OnnxPort): ProtobufWriter {
  const axes = new ProtobufWriter();
  for (const extent of shape) {
    const axis = new ProtobufWriter();
    axes.bytes(1, typeof extent === 'number' ? axis.integer(1, extent) : axis.bytes(2, extent));
  }
  const tensor = new ProtobufWriter().integer(1, types.float).bytes(2, axes);
  return new ProtobufWriter().bytes(1, name).bytes(2, new ProtobufWriter().bytes(1, tensor));
}
