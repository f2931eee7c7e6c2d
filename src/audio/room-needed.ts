import { describeBytes, freeSpace } from '../core/disk-fault';
import type { Report } from '../core/events';
import type { Bytes } from '../core/units';

/** What the rest of a list will take on disk, told by the rows before it. */
export interface Room {
  /** So many rows became so many bytes. */
  add(rows: number, bytes: Bytes): void;
  /** Bytes that the rest will take; undefined before the first rows are done. */
  left(): Bytes | undefined;
}

/** @param total rows of the list, as far as they are known */
export function roomNeeded(total: number): Room {
  let [rows, bytes] = [0, 0];
  return {
    add(more, size) {
      rows += more;
      bytes += size;
    },
    left: () => (rows === 0 ? undefined : Math.ceil((bytes / rows) * Math.max(0, total - rows))),
  };
}

/** Hours of decoding end badly on a disk that is too small: said behind the first shard, while it can be helped. */
export function warnOfRoom(room: Room, directory: string, report: Report | undefined): void {
  const [need, free] = [room.left() ?? 0, freeSpace(directory)];
  if (need <= free) return;
  const text = `${directory}: the rest will take about ${describeBytes(need)}, and ${describeBytes(free)} are free`;
  report?.({ type: 'warning', text });
}
