import { nativeBinding } from './observed-binding';
import { type ProtobufField, protobufFields } from './protobuf';

/** An input or output of an op. One that stands for several tensors says how many: `number` or `typeList` names the attribute. */
export interface OpArgument {
  readonly name: string;
  /** A DataType number, 0 when an attribute says it. */
  readonly type: number;
  readonly typeAttribute: string;
  readonly number: string;
  readonly typeList: string;
}

export interface OpAttribute {
  readonly name: string;
  /** `int`, `list(type)`, … as OpDef writes it. */
  readonly type: string;
  /** A serialized AttrValue, absent where the op has no default. */
  readonly default: Uint8Array | undefined;
}

/** The parts of TensorFlow's OpDef that building a graph needs (tensorflow/core/framework/op_def.proto). */
export interface OpDefinition {
  readonly name: string;
  readonly inputs: readonly OpArgument[];
  readonly outputs: readonly OpArgument[];
  readonly attributes: readonly OpAttribute[];
  /** Its result depends on more than its inputs: random numbers, variables, files. */
  readonly stateful: boolean;
}

const known = new Map<string, OpDefinition>();

/** Asks TensorFlow for the definition of an op; throws when there is none of that name. */
export function opDefinition(name: string): OpDefinition {
  const found = known.get(name) ?? parse(name, nativeBinding().opDefinition(name));
  known.set(name, found);
  return found;
}

function parse(name: string, message: Uint8Array): OpDefinition {
  const fields = [...protobufFields(message)];
  const all = (field: number) => fields.filter(one => one.field === field);
  return {
    name,
    inputs: all(2).map(argument),
    outputs: all(3).map(argument),
    attributes: all(4).map(attribute),
    stateful: all(17).some(one => one.integer !== 0),
  };
}

function argument({ bytes }: ProtobufField): OpArgument {
  const fields = new Map([...protobufFields(bytes)].map(one => [one.field, one]));
  const text = (field: number) => Buffer.from(fields.get(field)?.bytes ?? []).toString();
  return {
    name: text(1),
    type: fields.get(3)?.integer ?? 0,
    typeAttribute: text(4),
    number: text(5),
    typeList: text(6),
  };
}

function attribute({ bytes }: ProtobufField): OpAttribute {
  const fields = new Map([...protobufFields(bytes)].map(one => [one.field, one]));
  const text = (field: number) => Buffer.from(fields.get(field)?.bytes ?? []).toString();
  return { name: text(1), type: text(2), default: fields.get(3)?.bytes };
}
