import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { averageOf, isKeptForAverage } from '../../src/training/average';
import { saveCheckpoint } from '../../src/training/checkpoint';
import { courseIn } from '../../src/training/course';
import { bestOf, staleness } from '../../src/training/early-stop';
import { openKeptNetworks } from '../../src/training/kept-networks';

const folders: string[] = [];
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'svtk-kept-'));
  folders.push(made);
  return made;
}
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

const network = (...values: number[]) => new Map([['w', { shape: [values.length], data: Float32Array.from(values) }]]);
const report = () => undefined;

test('read(kept) gives what was put aside, and names a file that is missing or changed', () => {
  const checkpoints = folder();
  const networks = openKeptNetworks(checkpoints);
  const kept = networks.keep(7, network(1, 2));
  expect([...networks.read(kept).get('w')!.data]).toEqual([1, 2]);
  appendFileSync(join(checkpoints, 'networks/step-000007.safetensors'), 'x');
  expect(() => networks.read(kept)).toThrow(/step-000007\.safetensors.*not as it was written: expected sha256/);
  expect(() => networks.read({ ...kept, step: 8 })).toThrow(/found no file/);
});

test('prune(needed) keeps what a checkpoint still on disk speaks of', () => {
  const checkpoints = folder();
  const networks = openKeptNetworks(checkpoints);
  const kept = [1, 2, 3, 4].map(step => networks.keep(step, network(step)));
  for (const [place, step] of [2, 3, 4].entries()) {
    const state = { validations: [], networks: kept.slice(place, place + 2) };
    saveCheckpoint(checkpoints, { step, tensors: network(0), state }, { report });
  }
  // The first of the three checkpoints is pruned, and with it the only one that speaks of step 1.
  networks.prune(kept.slice(3));
  expect(readdirSync(join(checkpoints, 'networks')).sort()).toEqual(
    [2, 3, 4].map(step => `step-00000${step}.safetensors`),
  );
});

test('courseIn(state) is empty for a checkpoint without a course, and refuses what is none', () => {
  expect(courseIn({ identity: 'x' })).toEqual({ validations: [], networks: [] });
  expect(() => courseIn({ validations: [{ step: 1 }] })).toThrow(/state is broken/);
});

const at = (...rates: number[]) => rates.map((eer, place) => ({ step: 10 * (place + 1), eer }));

test('staleness(validations, minDelta) counts evaluations since the last fall by at least minDelta', () => {
  expect(staleness([], 0)).toBe(0);
  expect(staleness(at(0.3, 0.2, 0.2, 0.2), 0)).toBe(2);
  expect(staleness(at(0.3, 0.29, 0.28, 0.27), 0.05)).toBe(3);
  // The reference is the last improvement: small falls add up to one.
  expect(staleness(at(0.3, 0.28, 0.26, 0.24), 0.05)).toBe(0);
  expect(bestOf(at(0.3, 0.2, 0.25, 0.2))?.step).toBe(20);
});

test('averageOf(networks) is the mean of each array in double precision', () => {
  const mean = averageOf([network(1, 1e8), network(2, 1), network(6, 1)]).get('w')!.data;
  expect([...mean]).toEqual([3, Math.fround((1e8 + 2) / 3)]);
});

test('isKeptForAverage is true at the ends of epochs, whole steps or not, and at the end of training', () => {
  const extent = { steps: 11, stepsPerEpoch: 2.5 };
  const kept = (everyEpochs: number) =>
    Array.from({ length: 12 }, (_, step) => step).filter(step =>
      isKeptForAverage({ last: 2, everyEpochs }, step, extent),
    );
  expect(kept(1)).toEqual([3, 5, 8, 10, 11]);
  expect(kept(2)).toEqual([5, 10, 11]);
});
