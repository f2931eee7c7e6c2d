import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding';
import type { OpArgument, OpDefinition } from './op-definition';
import { ProtobufWriter } from './protobuf';
import type { Constant, TracedNode } from './trace';

type Field = 2 | 3 | 4 | 5 | 6 | 7;

/** Field numbers of AttrValue and of its list (tensorflow/core/framework/attr_value.proto): the same for both. */
const fields: Readonly<Record<string, Field>> = { string: 2, int: 3, float: 4, bool: 5, type: 6, shape: 7 };

/** The attributes of a node: those it was called with, those that its inputs imply, and the defaults of its op. */
export function attributesOf(op: OpDefinition, node: TracedNode): Map<string, Uint8Array> {
  const implied = new Map<string, Uint8Array>();
  for (const { argument, types } of groups(op, node)) {
    const [first] = types;
    if (argument.typeList !== '') implied.set(argument.typeList, listValue('type', types));
    if (argument.number !== '') implied.set(argument.number, value('int', types.length));
    if (argument.typeAttribute !== '' && first !== undefined) implied.set(argument.typeAttribute, value('type', first));
  }
  const given = new Map(node.attributes.map(one => [one.name, one.value]));
  const all = new Map<string, Uint8Array>();
  for (const { name, type, default: preset } of op.attributes) {
    const of = given.get(name);
    const found = implied.get(name) ?? (of === undefined ? preset : attributeValue(type, of));
    if (found === undefined) throw new Error(`${op.name}: the attribute ${name} is missing`);
    all.set(name, found);
  }
  return all;
}

/** The output argument, and the index in it, of a node's n-th output. */
export function outputArgument(
  op: OpDefinition,
  node: TracedNode,
  output: number,
): { readonly argument: string; readonly index: number } {
  let first = 0;
  for (const argument of op.outputs) {
    const single = argument.number === '' && argument.typeList === '';
    // An op has at most one output that stands for several tensors.
    const count = single ? 1 : node.outputTypes.length - (op.outputs.length - 1);
    if (output < first + count) return { argument: argument.name, index: output - first };
    first += count;
  }
  throw new Error(`${op.name} has no output ${output}`);
}

/** The inputs of a node by the arguments of its op. */
function groups(
  op: OpDefinition,
  node: TracedNode,
): { readonly argument: OpArgument; readonly types: readonly number[] }[] {
  const several = op.inputs.filter(argument => argument.number !== '' || argument.typeList !== '');
  const each =
    several.length === 0 ? 0 : (node.inputTypes.length - (op.inputs.length - several.length)) / several.length;
  if (!Number.isInteger(each)) throw new Error(`${op.name}: ${node.inputTypes.length} inputs cannot be told apart`);
  let first = 0;
  return op.inputs.map(argument => {
    const count = several.includes(argument) ? each : 1;
    const types = node.inputTypes.slice(first, first + count);
    first += count;
    return { argument, types };
  });
}

function attributeValue(type: string, given: TFEOpAttr['value']): Uint8Array {
  const list = /^list\((\w+)\)$/.exec(type)?.[1];
  if (list !== undefined) return listValue(list, Array.isArray(given) ? given : [given]);
  return value(type, given);
}

function value(type: string, of: unknown): Uint8Array {
  return append(new ProtobufWriter(), type, of).finish();
}

function listValue(type: string, of: readonly unknown[]): Uint8Array {
  const list = new ProtobufWriter();
  for (const one of of) append(list, type, one);
  return new ProtobufWriter().bytes(1, list).finish();
}

function append(to: ProtobufWriter, type: string, of: unknown): ProtobufWriter {
  const field = fields[type];
  if (field === 2 && typeof of === 'string') return to.bytes(2, of);
  if (field === 4 && typeof of === 'number') return to.float(4, of);
  if ((field === 3 || field === 5 || field === 6) && (typeof of === 'number' || typeof of === 'boolean'))
    return to.integer(field, of);
  if (field === 7 && Array.isArray(of)) return to.bytes(7, shapeMessage(of));
  throw new Error(`an attribute of type ${type} cannot be ${String(of)}`);
}

/** A serialized TensorShapeProto. */
export function shapeMessage(shape: readonly number[]): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const size of shape) message.bytes(2, new ProtobufWriter().integer(1, size));
  return message;
}

/** A serialized TensorProto; a tensor of one repeated number takes no more room than a scalar. */
export function tensorMessage({ dtype, shape, values }: Constant): Uint8Array {
  const message = new ProtobufWriter().integer(1, dtype).bytes(2, shapeMessage(shape));
  if (Array.isArray(values)) {
    for (const text of values) message.bytes(8, text);
    return message.finish();
  }
  const [first] = values;
  if (
    values instanceof Float32Array &&
    first !== undefined &&
    values.length > 16 &&
    values.every(one => Object.is(one, first))
  ) {
    return message.float(5, first).finish();
  }
  return message.bytes(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)).finish();
}
