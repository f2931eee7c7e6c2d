import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32c } from '../../src/training/crc32c';
import { openEventFile } from '../../src/training/event-file';
import { restartRecord, scalarRecord, versionRecord } from '../../src/training/event-records';
import reference from '../references/tensorboard-events.json';

const folder = mkdtempSync(join(tmpdir(), 'svtk-events-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

test('crc32c(bytes) gives the sums of RFC 3720, appendix B.4', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at))).toBe(0x46dd794e);
});

test('records are the bytes that TensorBoard’s own classes write', () => {
  expect(text(versionRecord(reference.time))).toBe(reference.version);
  expect(text(restartRecord(reference.time, 3))).toBe(reference.restart);
  for (const { step, scalars, record } of reference.rows) {
    expect(text(scalarRecord({ time: reference.time + step, step, scalars: { ...scalars } }))).toBe(record);
  }
});

test('openEventFile(path, afterStep) of a killed training cuts off half a record and voids what comes again, as TensorBoard reads it', () => {
  const path = join(folder, 'events.out.tfevents.svtk');
  let time = reference.time;
  const first = openEventFile(path, 0, () => time);
  for (const { step, scalars } of reference.rows.slice(0, 3)) {
    time = reference.time + step;
    first.append(step, { ...scalars });
  }
  first.close();
  const { size } = statSync(path);
  appendFileSync(path, Buffer.from(reference.version, 'base64').subarray(0, 20));
  time = reference.time;
  const second = openEventFile(path, 2, () => time);
  expect(statSync(path).size).toBe(size + Buffer.from(reference.restart, 'base64').length);
  time = reference.time + 3;
  second.append(3, { loss: 2 });
  time = reference.time + 300;
  second.append(300, { validation_eer: 0.125 });
  second.close();
  // Of this very file TensorBoard's EventAccumulator reads step 3 once, as it was the second time.
  expect(text(readFileSync(path))).toBe(reference.file);
  expect(reference.read.loss.map(([step, value]) => [step, value])).toEqual([
    [1, 2.5],
    [2, 2.25],
    [3, 2],
  ]);
});
