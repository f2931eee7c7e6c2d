import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ShardSummary, writeShards } from '../../src/audio/shard-writer';
import { openShards } from '../../src/audio/shards';
import { randomOf } from '../../src/core/random';

const folder = mkdtempSync(join(tmpdir(), 'svtk-resume-'));
afterAll(() => rmSync(folder, { recursive: true }));

const script = join(__dirname, 'write-shards.cjs');
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

/** Runs the script and kills it soon after it has finished so many shards; true where it had not ended by itself. */
function killed(directory: string, shards: number, after: number): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [script, directory, '400'], { stdio: 'ignore' });
    const finished = (): number =>
      existsSync(directory) ? readdirSync(directory).filter(name => /^shard-\d+\.json$/.test(name)).length : 0;
    const watch = setInterval(() => {
      if (finished() < shards) return;
      clearInterval(watch);
      setTimeout(() => child.kill('SIGKILL'), after);
    }, 2);
    child.on('exit', (_, signal) => {
      clearInterval(watch);
      resolve(signal === 'SIGKILL');
    });
  });
}

test('writeShards(options) killed six times goes on with the finished shards and ends with the same bytes', async () => {
  const whole = join(folder, 'whole');
  const first: ShardSummary = JSON.parse(execFileSync(process.execPath, [script, whole, '400'], { encoding: 'utf8' }));
  expect(first.shards).toBeGreaterThan(15);
  const directory = join(folder, 'killed');
  const random = randomOf('kill');
  for (const shards of [0, 1, 3, 6, 9, 12]) expect(await killed(directory, shards, random.integer(30))).toBe(true);
  const rest: ShardSummary = JSON.parse(
    execFileSync(process.execPath, [script, directory, '400'], { encoding: 'utf8' }),
  );
  expect(rest).toMatchObject({ utterances: 392, bad: 8 });
  expect(rest.kept).toBeGreaterThanOrEqual(12);
  expect(contents(directory)).toEqual(contents(whole));
});

/** A 16-bit mono WAVE file at 16 kHz. */
function wav(samples: Int16Array): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16000, 24);
  header.writeUInt32LE(32000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

test('writeShards(options) decodes files again that were replaced, were appended to the list, or have another key', async () => {
  const sound = (row: number) =>
    Int16Array.from({ length: 4000 + 10 * row }, (_, at) => ((at * (row + 3)) % 2000) - 1000);
  const utterances = Array.from({ length: 20 }, (_, row) => ({ id: `u${row}`, audio: `u${row}.wav` }));
  for (const [row, { audio }] of utterances.entries()) writeFileSync(join(folder, audio), wav(sound(row)));
  const options = {
    directory: join(folder, 'files'),
    sampleRate: 16000,
    source: { kind: 'files', root: folder } as const,
    workers: 2,
    maxBad: 0,
    largestShard: 30_000,
  };
  const write = (count: number, key = '') =>
    writeShards({ ...options, utterances: utterances.slice(0, count), total: count, key });
  const first = await write(18);
  expect(first).toMatchObject({ utterances: 18, speakers: 0, shards: 6, kept: 0 });
  expect(await write(18)).toMatchObject({ kept: 6 });
  // Shards 0 to 4 were closed because the next utterance did not fit; the last has room.
  expect(await write(20)).toMatchObject({ utterances: 20, kept: 5 });

  const replaced = join(folder, 'u7.wav');
  writeFileSync(replaced, wav(sound(7).map(sample => -sample)));
  utimesSync(replaced, new Date(), new Date(Date.now() + 5000));
  expect((await write(20)).kept).toBe(6);
  const shards = openShards(options.directory);
  expect(shards.read(7, 0, 4070)).toEqual(sound(7).map(sample => -sample));
  expect(shards.read(8, 0, 4080)).toEqual(sound(8));
  shards.close();

  expect(await write(20, 'another decoder')).toMatchObject({ kept: 0 });
  expect(await write(3)).toMatchObject({ utterances: 3, shards: 1 });
  expect(readdirSync(options.directory).filter(name => name.endsWith('.pcm'))).toEqual(['shard-00000.pcm']);
});

const data = join(process.env.SVTK_DATA ?? join(__dirname, '../../../shared/data'), 'LibriSpeech/test-other');
const here = existsSync(data);
if (!here) process.stderr.write(`skipped, as ${data} is absent: shards of real FLAC files\n`);

(here ? test : test.skip)(
  'writeShards(options) decodes real FLAC, the same with 1 worker and with 3; a cut file is bad',
  async () => {
    const files = readdirSync(data, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.flac'))
      .sort();
    const whole = readFileSync(join(data, files[1]!));
    const cut = join(folder, 'cut.flac');
    writeFileSync(cut, whole.subarray(0, whole.length / 2));
    const utterances = [
      ...files.slice(0, 20).map(name => ({ id: name, audio: join(data, name), speaker: name.slice(0, 4) })),
      { id: 'cut', audio: cut, speaker: 'x' },
      { id: 'absent', audio: join(folder, 'absent.flac'), speaker: 'x' },
    ];
    const write = (workers: number) =>
      writeShards({
        utterances,
        total: 22,
        directory: join(folder, `real-${workers}`),
        sampleRate: 16000,
        source: { kind: 'files' },
        workers,
        maxBad: 0.1,
      });
    const [one, three] = [await write(1), await write(3)];
    expect(one).toMatchObject({ utterances: 20, bad: 2 });
    expect(contents(three.directory)).toEqual(contents(one.directory));
    const bad = readFileSync(join(one.directory, 'bad-audio.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(bad.map(({ id, class: kind }) => [id, kind])).toEqual([
      ['cut', expect.stringMatching(/truncated|broken/)],
      ['absent', 'missing'],
    ]);
  },
);

test('writeShards(options) that cannot write its list of bad recordings ends, and does not wait for threads that are still there', () => {
  const directory = join(folder, 'refused');
  mkdirSync(join(directory, 'bad-audio.jsonl'), { recursive: true });
  const { status, signal, stderr } = spawnSync(process.execPath, [script, directory, '40'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(stderr).toContain('found a folder of that name');
  expect({ status, signal }).toEqual({ status: 1, signal: null });
});
