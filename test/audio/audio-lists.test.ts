import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAudioList } from '../../src/audio/audio-lists';
import { inspect } from '../../src/audio/inspect';
import { writeShards } from '../../src/audio/shard-writer';
import { openShards } from '../../src/audio/shards';
import { wavBytes } from '../../src/audio/wav';
import { speech } from './zoo';

const folder = mkdtempSync(join(tmpdir(), 'svtk-lists-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rate = { sampleRate: 16000 };
/** The first part of a sound replaced by a value with changing sign, on an offset. */
const changed = (share: number, value: number, offset = 0): Int16Array =>
  Int16Array.from(speech, (sample, at) =>
    at < share * speech.length ? offset + (at % 2 === 0 ? value : -value) : sample,
  );

test('inspect(samples) has no doubts about plain speech', () => {
  expect(inspect('x', speech, rate).doubts).toEqual([]);
});

test('inspect(samples) tells the shares of clipped samples and of quiet frames, and lists them from 1 % and 50 % on', () => {
  const clipped = changed(0.05, 32767);
  expect(inspect('x', clipped, rate).doubts).toEqual([{ class: 'clipping', figure: 0.05 }]);
  expect(inspect('x', changed(0.009, 32767), rate).doubts).toEqual([]);
  const [silence] = inspect('x', changed(0.6, 31), rate).doubts;
  expect(silence).toMatchObject({ class: 'silence' });
  expect(silence?.figure).toBeGreaterThanOrEqual(0.6);
  // -60 dBFS itself is a sound.
  expect(inspect('x', changed(0.6, 32), rate).doubts).toEqual([]);
  // A recorder's offset is no sound.
  expect(inspect('x', changed(0.6, 31, 9000), rate).doubts).toEqual([silence]);
});

test('inspect(samples) lists what is shorter than 1 s, or than ten times a shorter minimum', () => {
  const short = speech.subarray(0, 8000);
  expect(inspect('x', short, rate).doubts).toContainEqual({ class: 'short', figure: 0.5 });
  expect(inspect('x', short, { ...rate, minimum: 0.001 }).doubts).toEqual([]);
});

test('inspect(samples) lists a length that is not the declared one by more than 0.05 s', () => {
  expect(inspect('x', speech, rate, -0.06).doubts).toEqual([{ class: 'length', figure: -0.06 }]);
  expect(inspect('x', speech, rate, 0.05).doubts).toEqual([]);
});

test('writeShards(options) uses odd recordings and lists them with figures, the same after a second call', async () => {
  const sounds = [speech, changed(0.05, 32767), speech.subarray(0, 8000), new Int16Array(32000)];
  const utterances = sounds.map((samples, row) => {
    writeFileSync(join(folder, `${row}.wav`), wavBytes(samples, 16000));
    return { id: `utt-${row}`, audio: `${row}.wav`, speaker: 'someone' };
  });
  const directory = join(folder, 'shards');
  const write = () =>
    writeShards({
      utterances,
      total: utterances.length,
      directory,
      sampleRate: 16000,
      source: { kind: 'files', root: folder },
      workers: 1,
      maxBad: 0.25,
    });
  expect(await write()).toMatchObject({ utterances: 3, bad: 1, suspicious: 2 });
  const [shards, text] = [openShards(directory), readFileSync(join(directory, 'suspicious-audio.jsonl'), 'utf8')];
  expect(shards.find('utt-1')).toBe(1);
  shards.close();
  expect(readAudioList(directory, 'suspicious')).toEqual({
    count: 2,
    classes: { clipping: 1, short: 1 },
    first: [
      {
        id: 'utt-1',
        audio: '1.wav',
        class: 'clipping',
        figure: 0.05,
        reason: '5.0 % of the samples are at full scale',
      },
      { id: 'utt-2', audio: '2.wav', class: 'short', figure: 0.5, reason: '0.50 s is little for an embedding' },
    ],
  });
  expect(readAudioList(directory, 'bad')).toMatchObject({ count: 1, classes: { silent: 1 }, first: [{ id: 'utt-3' }] });
  rmSync(join(directory, 'suspicious-audio.jsonl'));
  expect(await write()).toMatchObject({ suspicious: 2, kept: 1 });
  expect(readFileSync(join(directory, 'suspicious-audio.jsonl'), 'utf8')).toBe(text);
});

test('readAudioList(directory) keeps the first rows only, counts all, is empty without a list, and names a broken line', () => {
  const place = join(folder, 'many');
  mkdirSync(place);
  expect(readAudioList(place, 'bad')).toEqual({ count: 0, classes: {}, first: [] });
  const line = (row: number): string =>
    `${JSON.stringify({ id: `ü-${row}`, audio: 'x', class: 'empty', reason: 'y' })}\n`;
  const lines = Array.from({ length: 30_000 }, (_, row) => line(row));
  writeFileSync(join(place, 'bad-audio.jsonl'), lines.join(''));
  const list = readAudioList(place, 'bad', 3);
  expect(list).toMatchObject({ count: 30_000, classes: { empty: 30_000 } });
  expect(list.first.map(({ id }) => id)).toEqual(['ü-0', 'ü-1', 'ü-2']);
  writeFileSync(join(place, 'bad-audio.jsonl'), `${line(1)}{"id":`);
  expect(() => readAudioList(place, 'bad')).toThrow('bad-audio.jsonl:2  not a line of a list of audio');
});
