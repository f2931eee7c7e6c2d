import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';
import { randomOf } from '../../src/core/random';
import { writeVectors } from '../../src/manifest/vectors';

const folder = mkdtempSync(join(tmpdir(), 'svtk-score-'));
const DIMENSION = 16;

/** Embeddings of speakers that differ, `perSpeaker` each, and their utt2spk. */
function makeSpeakers(name: string, speakers: number, perSpeaker: number): string[] {
  const random = randomOf('score', name);
  const ids: string[] = [];
  const data = new Float32Array(speakers * perSpeaker * DIMENSION);
  for (let speaker = 0; speaker < speakers; speaker++) {
    const centre = Array.from({ length: DIMENSION }, () => random.normal());
    for (let utterance = 0; utterance < perSpeaker; utterance++) {
      centre.forEach((value, column) => {
        data[ids.length * DIMENSION + column] = value + 0.8 * random.normal();
      });
      ids.push(`${name}${speaker}/${utterance}.wav`);
    }
  }
  writeVectors(join(folder, `${name}.npy`), { ids, vectors: { rows: ids.length, columns: DIMENSION, data } });
  writeFileSync(join(folder, `${name}.utt2spk`), ids.map(id => `${id} ${id.split('/')[0]}\n`).join(''));
  return ids;
}

function svtk(...words: readonly string[]) {
  const { stdout, stderr, status } = spawnSync('node', [join(packageRoot, 'bin', 'svtk.js'), ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { out: stdout, error: stderr, status };
}

const figure = (out: string, label: string): number =>
  Number(
    out
      .split('\n')
      .find(line => line.startsWith(`${label} `))
      ?.slice(label.length)
      .trim()
      .split(' ')[0],
  );

beforeAll(() => {
  const built = spawnSync('node', [join(packageRoot, 'scripts', 'build.mjs')], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
  makeSpeakers('train', 40, 6);
  const ids = makeSpeakers('eval', 10, 4);
  const same = (a: string, b: string): boolean => a.split('/')[0] === b.split('/')[0];
  const pairs = ids.flatMap((enroll, row) => ids.slice(row + 1).map(test => [enroll, test] as const));
  const lines = (write: (a: string, b: string) => string): string => pairs.map(([a, b]) => write(a, b)).join('');
  writeFileSync(
    join(folder, 'trials'),
    lines((a, b) => `${a} ${b} ${same(a, b) ? 'target' : 'nontarget'}\n`),
  );
  writeFileSync(
    join(folder, 'unlabelled'),
    lines((a, b) => `${a} ${b}\n`),
  );
  const models = [...new Set(ids.map(id => id.split('/')[0] ?? ''))];
  writeFileSync(join(folder, 'models'), models.map(name => `${name} ${name}/0.wav ${name}/1.wav\n`).join(''));
  const tests = ids.filter(id => /\/[23]\.wav/.test(id));
  const trials = models.flatMap(name => tests.map(id => `${same(`${name}/`, id) ? 1 : 0} ${name} ${id}\n`));
  writeFileSync(join(folder, 'model-trials'), trials.join(''));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('svtk score TRIALS --embeddings FILE --out FILE, then svtk eval, give the same figures', () => {
  const scored = svtk('score', 'trials', '--embeddings', 'eval.npy', '--out', 'out/cosine.txt');
  expect(scored.error).toBe('');
  expect(scored.out).toMatch(/^cosine\n780 trials: 60 target, 720 nontarget\nEER +\d/);
  const measured = svtk('eval', 'out/cosine.txt', '--utt2spk', 'eval.utt2spk', '--resamples', '200');
  expect(measured.error).toBe('');
  for (const label of ['EER', 'minDCF(0.01)', 'Cllr']) {
    expect(figure(measured.out, label)).toBe(figure(scored.out, label));
  }
  expect(measured.out).toContain('95 % intervals: 200 resamples of 10 speakers (seed 1)');
});

test('svtk score --form kaldi leaves the labels out of the score file, and measures all the same', () => {
  const scored = svtk('score', 'trials', '--embeddings', 'eval.npy', '--out', 'three.txt', '--form', 'kaldi');
  expect(scored).toMatchObject({ error: '', out: expect.stringContaining('EER') });
  const lines = readFileSync(join(folder, 'three.txt'), 'utf8').trim().split('\n');
  expect([lines.length, lines.every(line => line.split(' ').length === 3)]).toEqual([780, true]);
});

test('svtk score --backend plda with LDA and AS-norm prints what was done, and beats chance by far', () => {
  const train = ['--train-embeddings', 'train.npy', '--utt2spk', 'train.utt2spk'];
  const norm = ['--norm', 'as-norm', '--cohort', 'train.npy', '--top-n', '50'];
  const plda = svtk(
    'score',
    'trials',
    '--embeddings',
    'eval.npy',
    '--backend',
    'plda',
    '--lda',
    '10',
    ...train,
    ...norm,
  );
  expect(plda.error).toBe('');
  expect(plda.out).toMatch(/^LDA 10 \+ PLDA \+ as-norm\n/);
  expect(figure(plda.out, 'EER')).toBeLessThan(25);
});

test('svtk score --save-plda FOLDER writes what --plda, --transform and --mean read: the same scores', () => {
  const plda = ['score', 'trials', '--embeddings', 'eval.npy', '--backend', 'plda', '--lda', '10', '--out'];
  const train = ['--train-embeddings', 'train.npy', '--utt2spk', 'train.utt2spk', '--save-plda', 'kaldi'];
  expect(svtk(...plda, 'learnt.txt', ...train).error).toBe('');
  const files = ['--plda', 'kaldi/plda', '--transform', 'kaldi/transform.mat', '--mean', 'kaldi/mean.vec'];
  const lent = svtk('score', 'trials', '--embeddings', 'eval.npy', '--out', 'lent.txt', ...files);
  expect(lent).toMatchObject({ error: '', out: expect.stringMatching(/^PLDA of plda\n780 trials/) });
  expect(readFileSync(join(folder, 'lent.txt'))).toEqual(readFileSync(join(folder, 'learnt.txt')));
});

test('svtk score --enroll-map scores models by the mean of their utterances, which helps', () => {
  const models = svtk('score', 'model-trials', '--embeddings', 'eval.npy', '--spk2utt', 'models');
  expect(models.error).toBe('');
  expect(models.out).toContain('200 trials: 20 target, 180 nontarget');
  const single = svtk('score', 'trials', '--embeddings', 'eval.npy');
  expect(figure(models.out, 'EER')).toBeLessThan(figure(single.out, 'EER'));
});

test('svtk score of an unlabelled list writes the scores, and svtk eval --trials labels them', () => {
  const scored = svtk('score', 'unlabelled', '--embeddings', 'eval.npy', '--out', 'plain.txt');
  expect(scored).toEqual({ out: 'cosine\n780 scores in plain.txt\n', error: '', status: 0 });
  expect(readFileSync(join(folder, 'plain.txt'), 'utf8').split('\n')[0]).toMatch(/^eval0\/0.wav eval0\/1.wav 0\.\d+$/);
  const plain = svtk('eval', 'plain.txt');
  expect([plain.status, plain.error]).toEqual([2, expect.stringContaining('--trials FILE')]);
  const evaluated = svtk('eval', 'plain.txt', '--trials', 'trials', '--resamples', '0', '--json');
  expect(JSON.parse(evaluated.out)).toMatchObject({ trials: 780, targets: 60, resamples: 0 });
});

test.each([
  [['--backend', 'cosines'], 2, 'found "cosines", did you mean cosine?'],
  [['--lda', '10'], 2, '--lda: unknown key'],
  [['--plda', 'plda', '--lda', '10'], 2, '--lda: a PLDA that was trained learns nothing more'],
  [['--plda', 'plda', '--backend', 'cosine'], 2, '--plda is of --backend plda, not cosine'],
  [['--plda', 'trials'], 3, "trials  cannot read Kaldi object: expected <Plda>, found 'eval0/0.wav'"],
  [['--transform', 'x', '--save-plda', 'y'], 2, '--transform needs --plda\n  --save-plda needs --backend plda'],
  [['--form', 'kaldi'], 2, '--form needs --out'],
  [['--backend', 'plda'], 2, 'PLDA needs --train-embeddings'],
  [['--norm', 'as-norm'], 2, '--norm as-norm needs --cohort'],
  [['--norm', 's-norm', '--cohort', 'none.npy'], 3, 'none.npy  cannot read file'],
  [['--length-norm', 'simple'], 2, '--length-norm: unknown key'],
  [['--lda', 'x'], 2, '--lda: expected a number, found "x"'],
  [['--lda', '1.5'], 2, '--lda: expected a whole number, found 1.5'],
  [['--lda', '0'], 2, '--lda: expected more than 0, found 0'],
  [['--top-n', 'many', '--norm', 'as-norm', '--cohort', 'train.npy'], 2, '--top-n: expected a number, found "many"'],
  [['--norm', 'as-norm', '--cohort', 'train.npy'], 2, 'expected 2 to 240, found 300'],
])('svtk score trials --embeddings eval.npy %j exits with %i and says %s', (words, code, message) => {
  const { status, error, out } = svtk('score', 'trials', '--embeddings', 'eval.npy', ...words);
  expect([out, status]).toEqual(['', code]);
  expect(error).toContain(message);
});

test('svtk score of trials without embeddings names them and writes nothing', () => {
  writeFileSync(join(folder, 'stranger'), 'eval0/0.wav who/0.wav target\neval0/0.wav eval1/0.wav nontarget\n');
  const { status, error } = svtk('score', 'stranger', '--embeddings', 'eval.npy', '--out', 'never.txt');
  expect([status, error]).toEqual([3, expect.stringContaining('found none for who/0.wav (1 in all)')]);
  expect(() => readFileSync(join(folder, 'never.txt'))).toThrow('ENOENT');
});

test('svtk eval of labels that contradict utt2spk names the trials', () => {
  writeFileSync(
    join(folder, 'contrary'),
    'eval0/0.wav eval0/1.wav 0.5 target\neval0/0.wav eval1/0.wav 0.1 target\neval0/0.wav eval2/0.wav 0.1 nontarget\n',
  );
  const { status, error } = svtk('eval', 'contrary', '--utt2spk', 'eval.utt2spk');
  expect([status, error]).toEqual([3, expect.stringContaining("found 'eval0/0.wav eval1/0.wav' (1 in all)")]);
});

test('svtk eval of one class, and of NaN, exits with the code of bad data and of bad numbers', () => {
  writeFileSync(join(folder, 'one-class'), 'a b 0.5 target\n');
  writeFileSync(join(folder, 'nan'), 'a b 0.5 target\na c NaN nontarget\n');
  expect(svtk('eval', 'one-class')).toMatchObject({ out: '', status: 3 });
  const nan = svtk('eval', 'nan');
  expect([nan.out, nan.status, nan.error]).toEqual(['', 5, expect.stringContaining('nan:2')]);
});
