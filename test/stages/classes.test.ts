import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adoptClasses, readClasses, saveClasses, type TrainedClasses } from '../../src/stages/classes';
import { saveWeights } from '../../src/training/weights';

const folder = mkdtempSync(join(tmpdir(), 'svtk-classes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const array = (shape: number[], values: number[]) => ({ shape, data: Float32Array.from(values) });

/** Three speakers at two speeds: column c of row r is 10 r + c. */
const other: TrainedClasses = {
  speakers: ['v/ann', 'v/bob', 'v/cid'],
  variants: 2,
  network: '{"model":1}',
  arrays: new Map([
    ['projection.weight', array([2, 6], [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15])],
    ['projection.bias', array([6], [100, 101, 102, 103, 104, 105])],
  ]),
};

test('readClasses(path) gives what saveClasses wrote, and refuses a file without names', () => {
  const path = join(folder, 'classes.safetensors');
  saveClasses(path, other);
  expect(readClasses(path)).toEqual(other);
  saveWeights(path, other.arrays);
  expect(() => readClasses(path)).toThrow(/not the classes of a training/);
});

test('adoptClasses takes vectors by the speakers’ names, whatever their order; strangers stay as drawn', () => {
  const drawn = new Map([
    ['projection.weight', array([2, 3], [-1, -2, -3, -4, -5, -6])],
    ['projection.bias', array([3], [-7, -8, -9])],
  ]);
  const { arrays, known } = adoptClasses(drawn, { speakers: ['v/cid', 'v/eve', 'v/ann'], variants: 1 }, other);
  expect(known).toBe(2);
  expect([...arrays.get('projection.weight')!.data]).toEqual([2, -2, 0, 12, -5, 10]);
  expect([...arrays.get('projection.bias')!.data]).toEqual([102, -8, 100]);
});

test('adoptClasses takes a speed’s vectors for the same speed, and draws those of a speed that was not there', () => {
  const drawn = new Map([['projection.bias', array([6], [-1, -2, -3, -4, -5, -6])]]);
  const { arrays, known } = adoptClasses(drawn, { speakers: ['v/bob', 'v/ann'], variants: 3 }, other);
  expect(known).toBe(4);
  expect([...arrays.get('projection.bias')!.data]).toEqual([101, 100, 104, 103, -5, -6]);
});

test('adoptClasses leaves arrays of another kind as drawn', () => {
  const drawn = new Map([
    ['projection.weight', array([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])],
    ['scale', array([], [5])],
  ]);
  const { arrays } = adoptClasses(drawn, { speakers: other.speakers, variants: 1 }, other);
  expect([...arrays.get('projection.weight')!.data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect([...arrays.get('scale')!.data]).toEqual([5]);
});
