import { ProtobufWriter } from '../engine/protobuf';
import { crc32c } from './crc32c';

/** Figures at a step, by the tags that TensorBoard shows them under. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  readonly time: number;
  readonly step: number;
  readonly scalars: Readonly<Record<string, number>>;
}

/** The first record of an events file. */
export function versionRecord(time: number): Uint8Array {
  return record(new ProtobufWriter().double(1, time).bytes(3, 'brain.Event:2'));
}

/** Tells readers to forget events of this step and later ones: they are written again. */
export function restartRecord(time: number, step: number): Uint8Array {
  const start = new ProtobufWriter().integer(1, 1);
  return record(new ProtobufWriter().double(1, time).integer(2, step).bytes(7, start));
}

/** One row of figures. The messages are tensorflow/core/util/event.proto's Event and framework/summary.proto's Summary. */
export function scalarRecord({ time, step, scalars }: ScalarEvent): Uint8Array {
  const summary = new ProtobufWriter();
  for (const [tag, value] of Object.entries(scalars)) {
    summary.bytes(1, new ProtobufWriter().bytes(1, tag).float(2, value));
  }
  return record(new ProtobufWriter().double(1, time).integer(2, step).bytes(5, summary));
}

/** Bytes of a record beside its data: length and two checksums. */
export const recordFrame = { before: 12, after: 4 } as const;

/** Length, its checksum, data, its checksum: tensorflow/core/lib/io/record_writer.h. */
function record(message: ProtobufWriter): Uint8Array {
  const data = message.finish();
  const bytes = Buffer.alloc(recordFrame.before + data.length + recordFrame.after);
  bytes.writeBigUInt64LE(BigInt(data.length));
  bytes.writeUInt32LE(masked(bytes.subarray(0, 8)), 8);
  bytes.set(data, recordFrame.before);
  bytes.writeUInt32LE(masked(data), recordFrame.before + data.length);
  return bytes;
}

/** The data's length where a record begins with these bytes; undefined where none does. */
export function recordLength(head: Uint8Array): number | undefined {
  const view = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (view.length < recordFrame.before || view.readUInt32LE(8) !== masked(view.subarray(0, 8))) return undefined;
  return Number(view.readBigUInt64LE());
}

/** As tensorflow/core/lib/hash/crc32c.h masks checksums that are stored beside what they are of. */
function masked(bytes: Uint8Array): number {
  const sum = crc32c(bytes);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}
