import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeShards } from '../../src/audio/shard-writer';
import { openShards, type ShardIndex } from '../../src/audio/shards';
import { DataError } from '../../src/core/errors';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { type BatchOptions, startBatches } from '../../src/training/batches';
import { trainingSet } from '../../src/training/training-set';

const folder = mkdtempSync(join(tmpdir(), 'svtk-batches-'));
const source = {
  kind: 'module',
  module: join(__dirname, '../audio/tone-source.cjs'),
  options: { seconds: 0.1 },
} as const;
let shards: ShardIndex;
beforeAll(async () => {
  const utterances = Array.from({ length: 50 }, (_, row) => ({ id: `utt-${row}`, audio: '', speaker: `s${row % 7}` }));
  await writeShards({ utterances, total: 50, directory: folder, sampleRate: 16000, source, workers: 2, maxBad: 0 });
  shards = openShards(folder);
});
afterAll(() => {
  shards.close();
  rmSync(folder, { recursive: true });
});

const plain = (): BatchOptions => ({ shards, crop: 1200, batch: 8, workers: 2, seed: 1, epochs: 2 });

/** Batches as text: jest compares long arrays slowly. */
const print = (taken: { epoch: number; batch: number; waves: Float32Array; labels: Int32Array }[]) =>
  taken.map(({ epoch, batch, waves, labels }) => {
    const sha256 = createHash('sha256').update(waves).update(labels).digest('hex');
    return `${epoch} ${batch} ${sha256}`;
  });

async function take(options: BatchOptions, most = Number.POSITIVE_INFINITY) {
  const batches = startBatches(options);
  const taken: { epoch: number; batch: number; waves: Float32Array; labels: Int32Array }[] = [];
  for (let next = await batches.next(); next !== undefined; next = await batches.next()) {
    const { epoch, batch, waves, labels } = next;
    taken.push({ epoch, batch, waves: waves.slice(), labels: labels.slice() });
    next.release();
    if (taken.length === most) break;
  }
  await batches.close();
  return { classes: batches.classes, batchesPerEpoch: batches.batchesPerEpoch, taken };
}

test('startBatches(options) gives floor(crops / batch) batches an epoch, each crop out of the recording it is labelled by', async () => {
  const { classes, batchesPerEpoch, taken } = await take(plain());
  expect(classes).toBe(7);
  expect(batchesPerEpoch).toBe(6);
  expect(taken.map(({ epoch, batch }) => [epoch, batch])).toEqual(
    [0, 1].flatMap(epoch => [0, 1, 2, 3, 4, 5].map(batch => [epoch, batch])),
  );
  const recordings = Array.from({ length: 50 }, (_, row) =>
    Buffer.from(shards.read(row, 0, shards.samples(row)).buffer).toString('latin1'),
  );
  let seen = 0;
  for (const { waves, labels } of taken) {
    labels.forEach((label, place) => {
      // The first 600 samples come before any repetition.
      const pcm = Int16Array.from(waves.subarray(1200 * place, 1200 * place + 600), sample => sample * 32768);
      const bytes = Buffer.from(pcm.buffer).toString('latin1');
      const speakers = recordings.flatMap((text, row) => (text.includes(bytes) ? [row % 7] : []));
      expect(speakers).toContain(label);
      seen++;
    });
  }
  expect(seen).toBe(96);
});

test('startBatches(options) gives the same bytes with 1 worker and with 4, and others for another seed', async () => {
  const augment = [{ type: 'gain', probability: 0.5 }];
  const [one, four] = [
    await take({ ...plain(), workers: 1, augment }),
    await take({ ...plain(), workers: 4, augment }),
  ];
  expect(print(four.taken)).toEqual(print(one.taken));
  const other = await take({ ...plain(), augment, seed: 2 }, 1);
  expect(print(other.taken)).not.toEqual(print(one.taken.slice(0, 1)));
});

test('startBatches({ startAt }) goes on with the batches that would have come', async () => {
  const whole = await take(plain());
  for (const [epoch, batch, at] of [
    [0, 3, 3],
    [1, 0, 6],
    [0, 6, 6],
    [1, 5, 11],
    [1, 6, 12],
  ] as const) {
    const rest = await take({ ...plain(), startAt: { epoch, batch } });
    expect(print(rest.taken)).toEqual(print(whole.taken).slice(at));
  }
});

test('startBatches(options) repeats an utterance that is shorter than the crop', async () => {
  const { taken } = await take({ ...plain(), crop: 5000, batch: 1, epochs: 1 });
  const lengths = new Set(Array.from({ length: 50 }, (_, row) => shards.samples(row)));
  for (const { waves } of taken) {
    const periods = [...lengths].filter(length => waves.subarray(length).every((sample, at) => sample === waves[at]));
    expect(periods).not.toHaveLength(0);
  }
});

test('startBatches(options) draws cropsPerUtterance crops of each utterance an epoch', async () => {
  const { taken } = await take({ ...plain(), batch: 50, cropsPerUtterance: 3, epochs: 1 });
  expect(taken).toHaveLength(3);
  for (const { labels } of taken) {
    const counts = [0, 1, 2, 3, 4, 5, 6].map(speaker => labels.filter(label => label === speaker).length);
    expect(counts).toEqual([8, 7, 7, 7, 7, 7, 7]);
  }
});

test('startBatches({ sampling: speakers }) draws all speakers equally often', async () => {
  const rows = Uint32Array.from([0, 7, 14, 21, 28, 1, 2]);
  const { classes, taken } = await take({ ...plain(), rows, batch: 7, sampling: 'speakers', cropsPerUtterance: 3 });
  expect(classes).toBe(3);
  const labels = taken.filter(({ epoch }) => epoch === 0).flatMap(batch => [...batch.labels]);
  expect([0, 1, 2].map(speaker => labels.filter(label => label === speaker).length)).toEqual([7, 7, 7]);
});

test('startBatches(options) waits for a release when all batches are held', async () => {
  const batches = startBatches({ ...plain(), ahead: 1 });
  const first = await batches.next();
  await expect(batches.next()).rejects.toThrow('all 1 batches are held');
  first?.release();
  first?.release();
  expect(await batches.next()).toMatchObject({ epoch: 0, batch: 1 });
  await batches.close();
});

test('startBatches(options) refuses too few utterances, an unknown augmentation and a folder that was not prepared', async () => {
  expect(() => startBatches({ ...plain(), batch: 51 })).toThrow(DataError);
  expect(() => startBatches({ ...plain(), augment: [{ type: 'gian' }] })).toThrow('did you mean gain?');
  expect(() => startBatches({ ...plain(), augment: [{ type: 'gain', decibel: 3 }] })).toThrow(/decibel/);
});

test('startBatches(options) gives waves that TensorFlow takes as they are', async () => {
  await startEngine({ device: 'cpu' });
  const batches = startBatches({ ...plain(), ahead: 2, epochs: 3 });
  const sums: number[] = [];
  for (let next = await batches.next(); next !== undefined; next = await batches.next()) {
    const { waves, labels } = next;
    const expected = waves.reduce((sum, sample) => sum + sample * sample, 0);
    const before = tf.memory().numTensors;
    const found = tf.tidy(
      () => tf.sum(tf.square(tf.tensor2d(waves, [8, 1200], 'float32'))).dataSync()[0] ?? Number.NaN,
    );
    expect(found / expected).toBeCloseTo(1, 5);
    expect(tf.tidy(() => [...tf.tensor1d(labels, 'int32').dataSync()])).toEqual([...labels]);
    expect(tf.memory().numTensors).toBe(before);
    sums.push(found);
    next.release();
  }
  await batches.close();
  expect(new Set(sums).size).toBe(18);
});

test('trainingSet(options) has the counts without starting a thread, and refuses utterances without speaker', async () => {
  const augment = [{ type: 'speed' }];
  expect(trainingSet({ shards, batch: 8, augment })).toMatchObject({ classes: 21, speakers: 7, batchesPerEpoch: 6 });
  const directory = join(folder, 'nameless');
  const utterances = [{ id: 'u', audio: '' }];
  await writeShards({ utterances, total: 1, directory, sampleRate: 16000, source, workers: 1, maxBad: 0 });
  const nameless = openShards(directory);
  expect(() => trainingSet({ shards: nameless, batch: 1 })).toThrow('u  training utterance has no speaker');
  nameless.close();
});

test('startBatches(options) with every augmentation gives the same bytes with 1 worker and with 4', async () => {
  const augment = [
    { type: 'speed' },
    {
      type: 'one-of',
      of: [
        { type: 'noise', from: { generated: 'pink' } },
        { type: 'reverb', from: { generated: 'rooms' } },
        { type: 'telephone' },
      ],
    },
    { type: 'gain' },
  ];
  const [one, four] = [
    await take({ ...plain(), workers: 1, augment }),
    await take({ ...plain(), workers: 4, augment }),
  ];
  expect(one.classes).toBe(21);
  expect(print(four.taken)).toEqual(print(one.taken));
  expect(Math.max(...one.taken.flatMap(({ labels }) => [...labels]))).toBeGreaterThan(6);
});
