import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeShards } from '../../src/audio/shard-writer';
import { openShards, verifyShards } from '../../src/audio/shards';
import type { Recording } from '../../src/audio/waveform-source';
import { DataError } from '../../src/core/errors';

const folder = mkdtempSync(join(tmpdir(), 'svtk-shards-'));
afterAll(() => rmSync(folder, { recursive: true }));

const module_ = join(__dirname, 'tone-source.cjs');
const source = { kind: 'module', module: module_, options: { seconds: 0.1 } } as const;
const { openWaveforms } = require('./tone-source.cjs');
const tone: (row: { id: string }) => Int16Array = openWaveforms(source.options);

const list = (count: number, name = (row: number) => `utt-${row}`): Recording[] =>
  Array.from({ length: count }, (_, row) => ({ id: name(row), audio: `${row}.wav`, speaker: `spk-${row % 7}` }));

let folders = 0;
const write = (utterances: Recording[], more: Partial<Parameters<typeof writeShards>[0]> = {}) =>
  writeShards({
    utterances,
    total: utterances.length,
    directory: join(folder, String(folders++)),
    sampleRate: 16000,
    source,
    workers: 2,
    maxBad: 0,
    largestShard: 40_000,
    ...more,
  });
/** Name → sha256 of every file. */
const contents = (directory: string) =>
  Object.fromEntries(
    readdirSync(directory).map(name => [
      name,
      createHash('sha256')
        .update(readFileSync(join(directory, name)))
        .digest('hex'),
    ]),
  );

test('writeShards(options) keeps every sample of every utterance, in the order of the list', async () => {
  const utterances = list(100);
  const { directory, ...summary } = await write(utterances);
  expect(summary).toMatchObject({ utterances: 100, speakers: 7, bad: 0, kept: 0 });
  expect(summary.shards).toBeGreaterThan(5);
  const shards = openShards(directory);
  expect(shards.count).toBe(100);
  utterances.forEach((utterance, row) => {
    const expected = tone(utterance);
    expect(shards.id(row)).toBe(utterance.id);
    expect(shards.find(utterance.id)).toBe(row);
    expect(shards.speakerName(shards.speaker(row))).toBe(utterance.speaker);
    expect(shards.read(row, 0, shards.samples(row))).toEqual(expected);
    expect(shards.read(row, 17, 100)).toEqual(expected.slice(17, 117));
  });
  expect(shards.find('utt-100')).toBeUndefined();
  expect(() => shards.read(0, 1, shards.samples(0))).toThrow(RangeError);
  shards.close();
});

test('writeShards(options) writes the same bytes with 1 worker and with 4', async () => {
  const [one, four] = [await write(list(60), { workers: 1 }), await write(list(60), { workers: 4 })];
  expect(contents(four.directory)).toEqual(contents(one.directory));
});

test('writeShards(options) leaves bad recordings out and lists them, if the budget allows', async () => {
  const utterances = list(40, row => (row % 20 === 3 ? `bad-${row}` : `utt-${row}`));
  const { directory, ...summary } = await write(utterances, { maxBad: 0.05 });
  expect(summary).toMatchObject({ utterances: 38, bad: 2 });
  const lines = readFileSync(join(directory, 'bad-audio.jsonl'), 'utf8').trim().split('\n');
  expect(lines.map(line => JSON.parse(line).id)).toEqual(['bad-3', 'bad-23']);
  const shards = openShards(directory);
  expect(shards.find('bad-3')).toBeUndefined();
  expect(shards.read(shards.find('utt-24')!, 0, 50)).toEqual(tone({ id: 'utt-24' }).slice(0, 50));
  shards.close();
  const again = await write(utterances, { maxBad: 0.05, directory });
  expect(again).toMatchObject({ utterances: 38, bad: 2, kept: again.shards });
});

test('writeShards(options) refuses more bad recordings than the budget, naming the first 20 in one message', async () => {
  const utterances = list(50, row => (row % 2 === 0 ? `bad-${row}` : `utt-${row}`));
  const directory = join(folder, 'refused');
  const refused = await write(utterances, { directory, maxBad: 0.1 }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(DataError);
  const message = String(refused);
  expect(message).toContain('20 of 50 recordings cannot be used: expected at most 5 (10 %)');
  for (let row = 0; row < 40; row += 2) expect(message).toContain(`bad-${row} (`);
  expect(readdirSync(directory)).not.toContain('manifest.json');
  expect(() => openShards(directory)).toThrow('audio shards are not finished');
  await expect(write(list(3, row => (row === 1 ? 'bad' : `${row}`)))).rejects.toThrow('1 of 3 recordings');
});

test('writeShards(options) stops at a fault that is not the audio, and at repeated ids', async () => {
  await expect(
    write(
      list(9, row => (row === 4 ? 'crash' : `${row}`)),
      { maxBad: 1 },
    ),
  ).rejects.toThrow('a fault of');
  await expect(write(list(9, row => `${row % 8}`))).rejects.toThrow(
    'utterance ids are not unique: found 1 repeated: 0',
  );
});

test('openShards(directory) names a shard that was cut and an index that was changed', async () => {
  const { directory } = await write(list(20));
  const [shard, index] = [join(directory, 'shard-00001.pcm'), join(directory, 'index.bin')];
  const [shardBytes, indexBytes] = [readFileSync(shard), readFileSync(index)];
  writeFileSync(shard, shardBytes.subarray(0, 100));
  expect(() => openShards(directory)).toThrow(
    /shard-00001.pcm {2}audio shard is damaged: expected \d+ bytes, found 100/,
  );
  writeFileSync(shard, shardBytes);
  indexBytes[60] = (indexBytes[60] ?? 0) ^ 1;
  writeFileSync(index, indexBytes);
  expect(() => openShards(directory)).toThrow('index does not have the sha256 of the manifest');
  await verifyShards(directory);
  shardBytes[5] = (shardBytes[5] ?? 0) ^ 1;
  writeFileSync(shard, shardBytes);
  await expect(verifyShards(directory)).rejects.toThrow(/shard-00001.pcm {2}audio shard is damaged: expected sha256/);
});

test('writeShards(options) stops at a signal with its reason, and where it cannot write', async () => {
  const reason = new Error('stopped on purpose');
  await expect(write(list(20), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  // A process of root may write anywhere, but not below a file.
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(write(list(2), { directory: join(file, 'below') })).rejects.toThrow(/ENOTDIR|EEXIST/);
});

test('writeShards(options) takes an empty list', async () => {
  const { directory, ...summary } = await write([]);
  expect(summary).toMatchObject({ utterances: 0, shards: 0 });
  const shards = openShards(directory);
  expect(shards.count).toBe(0);
  expect(shards.find('x')).toBeUndefined();
});
