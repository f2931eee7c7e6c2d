import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { DataError, NumericError } from '../../src/core/errors';
import { labelScores } from '../../src/manifest/label-scores';
import { visitLines, wordOf } from '../../src/manifest/lines';
import { writeModels } from '../../src/manifest/model-writer';
import { readSpeakerOf, readUtterancesOf } from '../../src/manifest/name-map';
import { nameTable } from '../../src/manifest/name-table';
import { readScores, writeScores } from '../../src/manifest/scores';
import { trialRows } from '../../src/manifest/trial-rows';
import { writeTrials } from '../../src/manifest/trial-writer';
import { readTrials, type TrialTable } from '../../src/manifest/trials';

const folder = mkdtempSync(join(tmpdir(), 'svtk-lists-'));
afterAll(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function rowsOf({ names, enroll, test, labels }: TrialTable): string[] {
  return Array.from(labels, (label, row) => `${names.name(enroll[row]!)} ${names.name(test[row]!)} ${label}`);
}

test.each([
  ['Kaldi’s', 'a x/1.wav target\nb a nontarget\n'],
  ['wespeaker’s with digits', 'a x/1.wav 1\nb a 0\n'],
  ['VoxCeleb’s', '1 a x/1.wav\n0 b a\n'],
  ['VoxCeleb’s with tabs, CRLF, blank lines and no last newline', '\ufeff1\ta\tx/1.wav\r\n\r\n0  b a '],
])('readTrials(path) reads %s form', (_, content) => {
  expect(rowsOf(readTrials(put('trials', content)))).toEqual(['a x/1.wav 1', 'b a 0']);
});

test('readTrials(path) of two columns has no labels', () => {
  expect(rowsOf(readTrials(put('trials', 'a b\nc d\n')))).toEqual(['a b 255', 'c d 255']);
});

test('readTrials(path) tells forms apart by later lines where the first fits two', () => {
  expect(rowsOf(readTrials(put('trials', '1 b 0\n1 c d\n')))).toEqual(['b 0 1', 'c d 1']);
  expect(() => readTrials(put('trials', '1 b 0\n'))).toThrow('can be read in two ways');
});

test.each([
  ['another form in a later line', `${'1 a b\n'.repeat(300)}a b target\n`, 'trials:301  line differs in form'],
  ['a label that is none', 'a b target\na c maybe\n', 'trials:2  line has none of the known forms'],
  ['one word', 'a\n', 'trials:1  line has none of the known forms'],
  ['nothing', '\n\n', 'trials  list is empty'],
])('readTrials(path) with %s is an error with file and line', (_, content, message) => {
  expect(() => readTrials(put('trials', content))).toThrow(DataError);
  expect(() => readTrials(put('trials', content))).toThrow(message);
});

const data = process.env['SVTK_DATA'] ?? resolve(__dirname, '../../../shared/data');
const voxceleb = join(data, 'lists/voxceleb/veri_test2.txt');
const testWithData = existsSync(voxceleb) ? test : test.skip;
testWithData(`readTrials(VoxCeleb1-O cleaned) has 37,611 trials, half of them targets (needs ${voxceleb})`, () => {
  const { labels, names } = readTrials(voxceleb);
  expect(labels.length).toBe(37611);
  expect(labels.reduce((sum, label) => sum + label, 0)).toBe(18802);
  expect(names.count).toBe(4708);
});

test('writeTrials(path, trials) writes what readTrials reads, and refuses an id with a blank', () => {
  const path = join(folder, 'written');
  writeTrials(path, [
    { enroll: 'a', test: 'b', target: true },
    { enroll: 'c', test: 'b', target: false },
  ]);
  expect(rowsOf(readTrials(path))).toEqual(['a b 1', 'c b 0']);
  expect(() => writeTrials(path, [{ enroll: 'a b', test: 'c', target: true }])).toThrow("found 'a b'");
});

test.each([
  ['svtk’s and wespeaker’s', 'a b 0.5 target\nc b -1e-3 nontarget\n'],
  ['wespeaker’s behind score_norm.py', 'a b 0.5 target 9.1 8.2 0.1 0.2\nc b -1e-3 nontarget 1 2 3 4\n'],
  ['sunine’s', '1 a b 0.5\n0 c b -0.001\n'],
  ['SpeechBrain’s', 'a b 1 0.500000\nc b 0 -0.001000\n'],
])('readScores(path) reads %s form', (_, content) => {
  const table = readScores(put('scores', content));
  expect(rowsOf(table)).toEqual(['a b 1', 'c b 0']);
  expect(Array.from(table.scores)).toEqual([0.5, -0.001]);
});

test('readScores(path) reads Kaldi’s form, which has no labels', () => {
  const table = readScores(put('scores', 'a b 0.5\nc b -0.001\n'));
  expect(rowsOf(table)).toEqual(['a b 255', 'c b 255']);
});

test('readScores(path) with NaN is an error with file, line and trial', () => {
  const path = put('scores', 'a b 0.5 target\nc b nan nontarget\n');
  expect(() => readScores(path)).toThrow(NumericError);
  expect(() => readScores(path)).toThrow(`${path}:2  score is not a number that can be ranked`);
  expect(() => readScores(path)).toThrow('nan for c b');
});

test('writeScores(path, trials, scores) keeps every digit', () => {
  const trials = readTrials(put('trials', '1 a b\n0 c b\n'));
  const path = join(folder, 'out', 'scores.txt');
  const scores = Float64Array.of(1 / 3, -1e-17);
  writeScores(path, trials, scores);
  expect(readFileSync(path, 'utf8')).toBe('a b 0.3333333333333333 target\nc b -1e-17 nontarget\n');
  expect(readScores(path).scores).toEqual(scores);
});

test("writeScores(path, trials, scores, 'kaldi') writes three words a line, labels or not", () => {
  const path = join(folder, 'out', 'kaldi.txt');
  writeScores(path, readTrials(put('trials', '1 a b\n0 c b\n')), Float64Array.of(0.5, -2), 'kaldi');
  expect(readFileSync(path, 'utf8')).toBe('a b 0.5\nc b -2\n');
});

test('labelScores(scores, trials) orders scores by the list and leaves others aside', () => {
  const scores = readScores(put('scores', 'c b 3\na b 1\nx y 9\n'));
  const labelled = labelScores(scores, readTrials(put('trials', '1 a b\n0 c b\n')));
  expect(rowsOf(labelled)).toEqual(['a b 1', 'c b 0']);
  expect(Array.from(labelled.scores)).toEqual([1, 3]);
});

test('labelScores(scores, trials) where trials were not scored is an error that names them', () => {
  const scores = readScores(put('scores', 'c b 3\n'));
  const trials = readTrials(put('trials', '1 b c\n0 c b\n1 z b\n'));
  expect(() => labelScores(scores, trials)).toThrow('found b c, z b (2 in all)');
});

test('labelScores(scores, trials) with two scores for one trial is an error; the same score twice is not', () => {
  const trials = readTrials(put('trials', '1 a b\n'));
  expect(() => labelScores(readScores(put('scores', 'a b 3\na b 4\n')), trials)).toThrow('found 3 and 4');
  expect(labelScores(readScores(put('scores', 'a b 3\na b 3\n')), trials).scores[0]).toBe(3);
});

test('trialRows(trials, enroll, test) gives rows, and names the first twenty ids without an embedding and their number', () => {
  const vectors = { rows: 2, columns: 1, data: Float32Array.of(1, 2) };
  const named = { ids: ['b', 'a'], vectors };
  expect(trialRows(readTrials(put('trials', '1 a b\n0 b b\n')), named, named)).toEqual(Int32Array.of(1, 0, 0, 0));
  const many = readTrials(put('trials', Array.from({ length: 30 }, (_, row) => `1 a m${row}\n`).join('')));
  expect(() => trialRows(many, named, named)).toThrow(/none for m0, .*m19 and 10 more \(30 in all\)/);
});

test('readSpeakerOf and readUtterancesOf read Kaldi’s maps; a line twice or cut is an error', () => {
  expect([...readSpeakerOf(put('utt2spk', 'u1 s1\nu2 s1\n'))]).toEqual([
    ['u1', 's1'],
    ['u2', 's1'],
  ]);
  expect([...readUtterancesOf(put('spk2utt', 's1 u1 u2\n'))]).toEqual([['s1', ['u1', 'u2']]]);
  expect(() => readSpeakerOf(put('utt2spk', 'u1 s1\nu1 s2\n'))).toThrow(
    'utt2spk:2  line cannot be read: expected each utterance once',
  );
  expect(() => readUtterancesOf(put('spk2utt', 's1\n'))).toThrow("found 's1' alone");
});

test('readSpeakerOf takes __proto__ and constructor for names like others', () => {
  const speakers = readSpeakerOf(put('utt2spk', '__proto__ s\nconstructor s\n'));
  expect([...speakers.keys()]).toEqual(['__proto__', 'constructor']);
  expect(rowsOf(readTrials(put('trials', '1 __proto__ constructor\n')))).toEqual(['__proto__ constructor 1']);
});

test('visitLines(path) finds the words that splitting the whole text finds', () => {
  const path = join(folder, 'any');
  const words = fc.array(fc.array(fc.stringMatching(/^[a-zé✓]{1,3}$/), { maxLength: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(
      words,
      fc.constantFrom(' ', '\t', '  \t'),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (rows, gap, end, last) => {
        writeFileSync(path, rows.map(row => row.join(gap)).join(end) + (last ? end : ''));
        const found: string[][] = [];
        visitLines(path, line => {
          found.push(Array.from({ length: line.words }, (_, word) => wordOf(line, word)));
          return true;
        });
        expect(found).toEqual(rows.filter(row => row.length > 0));
      },
    ),
  );
});

test('nameTable() numbers names in order of appearance and finds them again among 100,000', () => {
  const table = nameTable();
  const numbers = Int32Array.from({ length: 100_000 }, (_, index) => table.internText(`id${index}/x`));
  expect(numbers.every((number, index) => number === index)).toBe(true);
  expect(table.internText('id77777/x')).toBe(77777);
  expect(table.name(54321)).toBe('id54321/x');
  expect(table.find('id100000/x')).toBe(-1);
  expect(table.count).toBe(100_000);
});

test('readTrials(path) reads SITW’s keys, tgt and imp', () => {
  expect(rowsOf(readTrials(put('trials', '12013 audio/a.flac tgt\n12013 audio/b.flac imp\n')))).toEqual([
    '12013 audio/a.flac 1',
    '12013 audio/b.flac 0',
  ]);
});

test('writeModels(path, models) writes what readUtterancesOf(path) reads, also no model at all', () => {
  const path = join(folder, 'models');
  const models = new Map([
    ['id00800-enroll', ['id00800/interview-01-001.wav', 'id00800/interview-02-004.wav']],
    ['id00801-enroll', ['id00801/vlog-01-001.wav']],
  ]);
  writeModels(path, models);
  expect(readUtterancesOf(path)).toEqual(models);
  writeModels(path);
  expect(readUtterancesOf(path)).toEqual(new Map());
});

test.each([
  ['a blank in a name', new Map([['a b', ['c']]]), "found 'a b'"],
  ['a model without an utterance', new Map([['a', []]]), "found 'a' without an utterance"],
])('writeModels(path, models) refuses %s', (_, models, message) => {
  expect(() => writeModels(join(folder, 'models'), models)).toThrow(message);
});
