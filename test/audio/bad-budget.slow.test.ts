import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeShards } from '../../src/audio/shard-writer';

const folder = mkdtempSync(join(tmpdir(), 'svtk-budget-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 20,000 recordings of which every n-th is broken, with a budget of 0.1 %. */
const write = (every: number) => {
  const utterances = Array.from({ length: 20_000 }, (_, row) => ({
    id: row % every === every - 1 ? `bad-${row}` : `utt-${row}`,
    audio: `${row}.wav`,
  }));
  const options = { seconds: 0.002 };
  return writeShards({
    utterances,
    total: utterances.length,
    directory: join(folder, String(every)),
    sampleRate: 16000,
    source: { kind: 'module', module: join(__dirname, 'tone-source.cjs'), options },
    workers: 2,
    maxBad: 0.001,
  });
};

test('writeShards(options) finishes 20,000 recordings with 0.1 % broken and counts them right', async () => {
  expect(await write(1000)).toMatchObject({ utterances: 19_980, bad: 20 });
  expect(
    readFileSync(join(folder, '1000', 'bad-audio.jsonl'), 'utf8')
      .trim()
      .split('\n'),
  ).toHaveLength(20);
});

test('writeShards(options) refuses 20,000 recordings with 5 % broken as soon as it can name 20', async () => {
  const refused = await write(20).catch((error: unknown) => String(error));
  expect(refused).toContain('21 of 20000 recordings cannot be used: expected at most 20 (0.1 %)');
  expect(String(refused).match(/ {4}bad-\d+/g)).toHaveLength(20);
});
