import { protobufFields } from '../protobuf';

/** The texts by key that an ONNX file carries beside its graph: ModelProto.metadata_props. Empty where the bytes are no ONNX file. */
export function readMetadata(file: Uint8Array): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  try {
    for (const { field, bytes } of protobufFields(file)) {
      if (field !== 14) continue;
      const entry = new Map([...protobufFields(bytes)].map(one => [one.field, Buffer.from(one.bytes).toString()]));
      texts.set(entry.get(1) ?? '', entry.get(2) ?? '');
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return texts;
}
