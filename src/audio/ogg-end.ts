/** A page is at most so long: 27 + 255 bytes of header, 255 × 255 of packets (RFC 3533, section 6). */
const longestPage = 65_307;
const headerBytes = 27;
const lastPage = 4;

/** How many bytes of a file's end {@link oggEnd} must see. */
export const oggTail = 2 * longestPage;

/**
 * Why an Ogg file does not end as one must, with a whole page that is marked as the last of its stream; undefined where it does.
 * ffmpeg decodes a file that was cut as far as it goes, takes the last page's time for the length, and reports success.
 * @param tail the last {@link oggTail} bytes of the file, or all of it
 */
export function oggEnd(tail: Uint8Array): string | undefined {
  const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
  const page = bytes.lastIndexOf('OggS\0', undefined, 'latin1');
  if (page < 0) return 'no page in its last 130 kB';
  if (page + headerBytes > bytes.length) return 'a part of a page';
  const lacing = bytes.subarray(page + headerBytes, page + headerBytes + bytes[page + 26]!);
  const end = page + headerBytes + bytes[page + 26]! + lacing.reduce((sum, length) => sum + length, 0);
  if (lacing.length < bytes[page + 26]! || end > bytes.length) return 'a part of a page';
  return (bytes[page + 5]! & lastPage) === 0 ? 'a page that is not the last of its stream' : undefined;
}
