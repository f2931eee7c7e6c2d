import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeShards } from '../../src/audio/shard-writer';
import { type ShardIndex, withShards } from '../../src/audio/shards';
import { type Artifact, defineStage, type StageIO } from '../../src/pipeline/stage';
import { type CopiesPlan, withCopies } from '../../src/stages/copies';

const folder = mkdtempSync(join(tmpdir(), 'svtk-copies-'));
const source = { kind: 'module', module: require.resolve('../audio/tone-source.cjs'), options: {} } as const;
const recorded = join(folder, 'recorded');
const count = 20;

beforeAll(async () => {
  const utterances = Array.from({ length: count }, (_, row) => ({
    id: `utt-${row}`,
    audio: '',
    speaker: `spk-${row % 3}`,
  }));
  await writeShards({
    utterances,
    total: count,
    directory: recorded,
    sampleRate: 16000,
    source,
    workers: 1,
    maxBad: 0,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const noise = [{ type: 'noise', from: { generated: 'pink' }, snr: [5, 5] }];

/** Runs the stage into a folder of its own and looks at what it made. */
async function made<T>(name: string, plan: CopiesPlan, look: (index: ShardIndex) => T): Promise<T> {
  const stage = withCopies(plan, toy.made.shards, undefined);
  const out = join(folder, name);
  const io: StageIO = {
    path: (artifact: Artifact) => (artifact.producer === stage ? out : recorded),
    work: folder,
    identity: '',
    report: () => {},
    signal: new AbortController().signal,
    metrics: () => ({ append: () => {} }),
  };
  await stage.run(io);
  return withShards(out, look);
}
const toy = defineStage({ name: 'toy', settings: {}, makes: { shards: 'shards' }, run: async () => {} });

const all = (index: ShardIndex) =>
  Array.from({ length: index.count }, (_, row) => ({
    id: index.id(row),
    speaker: index.speakerName(index.speaker(row)),
    samples: [...index.read(row, 0, index.samples(row))].join(),
  }));

test('withCopies({ share: 0.25 }) keeps every utterance and puts a quarter of them behind as copies of their speaker and length', async () => {
  const plain = withShards(recorded, all);
  const rows = await made('quarter', { share: 0.25, augment: noise, seed: 1 }, all);
  expect(rows.slice(0, count)).toEqual(plain);
  expect(rows).toHaveLength(25);
  for (const { id, speaker, samples } of rows.slice(count)) {
    const original = plain.find(other => `${other.id}-copy` === id);
    expect(original?.speaker).toBe(speaker);
    expect(samples.split(',').length).toBe(original?.samples.split(',').length);
    expect(samples).not.toBe(original?.samples);
  }
  expect(await made('again', { share: 0.25, augment: noise, seed: 1 }, all)).toEqual(rows);
  expect(await made('other', { share: 0.25, augment: noise, seed: 2 }, all)).not.toEqual(rows);
}, 30_000);

test('withCopies refuses augmentations that make other speakers', () => {
  const plan = { share: 1, augment: [{ type: 'speed' }], seed: 1 };
  expect(() => withCopies(plan, toy.made.shards, undefined)).toThrow('copies cannot be of other speakers');
});
