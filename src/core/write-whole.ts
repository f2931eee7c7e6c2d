import { writeSync } from 'node:fs';

/** Bytes that are written at once: Node takes less than 2 GB. */
const most = 2 ** 30;

/** Writes all of the data to an open file, where it stands; a disk that is nearly full takes a part at a time, then throws. */
export function writeWhole(file: number, data: NodeJS.ArrayBufferView): void {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, Math.min(bytes.length - at, most));
}
