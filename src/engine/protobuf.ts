/** Writes the wire format of protocol buffers: fields are appended in the order of the calls. */
export class ProtobufWriter {
  private readonly parts: Uint8Array[] = [];

  /** A varint field: int32, int64, bool and enum. Negative numbers take ten bytes, as the format wants. */
  integer(field: number, value: number | bigint | boolean): this {
    this.parts.push(varint(BigInt(field) << 3n), varint(BigInt.asUintN(64, BigInt(value))));
    return this;
  }

  double(field: number, value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.parts.push(varint((BigInt(field) << 3n) | 1n), bytes);
    return this;
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.parts.push(varint((BigInt(field) << 3n) | 5n), bytes);
    return this;
  }

  /** A length-delimited field: bytes, string, or a message written by another writer. */
  bytes(field: number, value: Uint8Array | string | ProtobufWriter): this {
    const bytes =
      value instanceof ProtobufWriter ? value.finish() : typeof value === 'string' ? Buffer.from(value) : value;
    this.parts.push(varint((BigInt(field) << 3n) | 2n), varint(BigInt(bytes.length)), bytes);
    return this;
  }

  finish(): Uint8Array {
    return Buffer.concat(this.parts);
  }
}

export interface ProtobufField {
  readonly field: number;
  /** The number of a varint field; 0 for the other kinds. */
  readonly integer: number;
  /** The content of a length-delimited field, and the raw bytes of a fixed one. */
  readonly bytes: Uint8Array;
}

/** The fields of a message, in file order. Groups do not occur in TensorFlow's messages and are an error. */
export function* protobufFields(message: Uint8Array): Generator<ProtobufField> {
  let at = 0;
  const next = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError('the message ends within a number');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
  while (at < message.length) {
    const tag = next();
    const kind = tag & 7;
    const integer = kind === 0 ? next() : 0;
    const length = kind === 2 ? next() : kind === 5 ? 4 : kind === 1 ? 8 : 0;
    if (kind === 3 || kind === 4 || kind > 5) throw new RangeError(`wire type ${kind} is not supported`);
    yield { field: tag >>> 3, integer, bytes: message.subarray(at, at + length) };
    at += length;
  }
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}
