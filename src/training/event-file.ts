import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { writing } from '../core/disk-fault';
import { writeWhole } from '../core/write-whole';
import { recordFrame, recordLength, restartRecord, scalarRecord, versionRecord } from './event-records';

/** What TensorBoard reads of a run. */
export interface EventFile {
  append(step: number, scalars: Readonly<Record<string, number>>): void;
  close(): void;
}

/** TensorBoard finds events by `tfevents` in the name of a file. */
export const eventFileName = 'events.out.tfevents.svtk';

/**
 * Opens a run's events for a training that goes on after so many steps: nothing that was written is taken away, so that a
 * TensorBoard that is looking on keeps its place, but steps after that one are declared void. Half a record that a killed
 * process left is cut off.
 */
export function openEventFile(path: string, afterStep: number, now = (): number => Date.now() / 1000): EventFile {
  const file = writing(path, recordFrame.before, () => openSync(path, 'a+'));
  const add = (record: Uint8Array): void => writing(path, record.length, () => writeWhole(file, record));
  const whole = wholeRecords(file);
  writing(path, 0, () => ftruncateSync(file, whole));
  add(whole === 0 ? versionRecord(now()) : restartRecord(now(), afterStep + 1));
  return {
    append: (step, scalars) => add(scalarRecord({ time: now(), step, scalars })),
    close: () => closeSync(file),
  };
}

/** Bytes of a file up to where its last whole record ends. */
function wholeRecords(file: number): number {
  const { size } = fstatSync(file);
  const head = Buffer.alloc(recordFrame.before);
  for (let at = 0; ; ) {
    const read = readSync(file, head, 0, head.length, at);
    const length = recordLength(head.subarray(0, read));
    const end = length === undefined ? size + 1 : at + recordFrame.before + length + recordFrame.after;
    if (end > size) return at;
    at = end;
  }
}
