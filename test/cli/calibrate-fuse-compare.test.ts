import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fitLogistic } from '../../src/backends/logistic-regression';
import { packageRoot } from '../../src/core/package-root';
import { randomOf } from '../../src/core/random';
import { fusion, logistic, trials, zMean } from '../references/scoring.json';

const folder = mkdtempSync(join(tmpdir(), 'svtk-calibrate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function svtk(...words: readonly string[]) {
  const { stdout, stderr, status } = spawnSync('node', [join(packageRoot, 'bin', 'svtk.js'), ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { out: stdout, error: stderr, status };
}

const label = (target: number): string => (target === 1 ? 'target' : 'nontarget');
const lines = (scores: readonly number[], labelled = true): string =>
  scores
    .map((score, trial) => {
      const [enroll, test] = trials.sides[trial]!;
      // The reference draws some pairs twice; a file may not: the trial's number keeps them apart.
      const ids = `u${enroll}-${trial} u${test}-${trial}+`;
      return `${ids} ${score}${labelled ? ` ${label(trials.targets[trial]!)}` : ''}\n`;
    })
    .join('');
const written = (name: string): number[] =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map(line => Number(line.split(' ')[2]));
const expectClose = (found: readonly number[], expected: readonly number[]): void => {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at]!, 7);
  });
};

beforeAll(() => {
  const built = spawnSync('node', [join(packageRoot, 'scripts', 'build.mjs')], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
  writeFileSync(join(folder, 'a'), lines(trials.scores));
  writeFileSync(join(folder, 'b'), lines(trials.second));
  writeFileSync(join(folder, 'bare'), lines(trials.scores, false));
  const ids = trials.sides.flatMap(
    ([a = 0, b = 0], trial) =>
      [
        [a, `u${a}-${trial}`],
        [b, `u${b}-${trial}+`],
      ] as const,
  );
  writeFileSync(join(folder, 'utt2dur'), ids.map(([side, id]) => `${id} ${trials.seconds[side]}\n`).join(''));
  writeFileSync(join(folder, 'vectors.txt'), ids.map(([side, id]) => `${id} 0 ${trials.magnitudes[side]}\n`).join(''));
});

test('svtk calibrate DEV SCORES --prior P writes scikit-learn’s ratios and says the map', () => {
  const reference = logistic[1]!;
  const { out, error } = svtk('calibrate', 'a', 'bare', '--prior', String(reference.prior), '--out', 'llr');
  expect(error).toBe('');
  expect(out).toBe('ratio = 1.80095 score − 2.32487, by 300 trials of a\n300 scores in llr\n');
  expectClose(written('llr'), reference.llrs);
});

test('svtk calibrate --measures log-duration magnitude calibrates by the smaller and larger of both sides', () => {
  const sources = ['--durations', 'utt2dur', '--embeddings', 'vectors.txt'];
  const words = ['calibrate', 'a', 'a', '--measures', 'log-duration', 'magnitude', ...sources, '-o', 'qmf'];
  const { out, error } = svtk(...words);
  expect(error).toBe('');
  expect(out).toMatch(/^ratio = [\d.]+ score [+−] [\d.]+ min log-duration [+−] [\d.]+ max log-duration [+−] /);
  expect(out).toMatch(/Cllr +0\.\d+ bit/);
  const measures = [trials.seconds.map(Math.log), trials.magnitudes];
  const columns = measures.flatMap(values =>
    [Math.min, Math.max].map(pick => ({
      name: '',
      values: Float64Array.from(trials.sides, ([a = 0, b = 0]) => pick(values[a]!, values[b]!)),
    })),
  );
  const scores = { name: '', values: Float64Array.from(trials.scores) };
  const { weights, offset } = fitLogistic([scores, ...columns], Uint8Array.from(trials.targets), {
    prior: 0.01,
    ridge: 0,
  });
  expectClose(
    written('qmf'),
    trials.scores.map((_, trial) =>
      [scores, ...columns].reduce((sum, { values }, at) => sum + weights[at]! * values[trial]!, offset),
    ),
  );
});

test('svtk fuse A B --dev A B is scikit-learn’s regression; trials may lie in another order', () => {
  const shuffledLines = lines(trials.second).trim().split('\n').reverse();
  writeFileSync(join(folder, 'b-reversed'), `${shuffledLines.join('\n')}\n`);
  const { out, error } = svtk('fuse', 'a', 'b-reversed', '--dev', 'a', 'b', '--out', 'fused');
  expect(error).toBe('');
  expect(out).toContain('ratio = 1.44811 a + 0.512797 b-reversed − ');
  expectClose(written('fused'), fusion.llrs);
});

test('svtk fuse A B is the mean of scipy’s z-scores; --weights are taken as given', () => {
  expect(svtk('fuse', 'a', 'b', '--out', 'z').out).toContain('means and deviations of the scores themselves');
  expectClose(written('z'), zMean);
  expect(svtk('fuse', 'a', 'b', '--weights', '2', '-1', '--out', 'w').error).toBe('');
  expectClose(
    written('w'),
    trials.scores.map((score, at) => 2 * score - trials.second[at]!),
  );
});

test.each<[readonly string[], number, RegExp]>([
  [['calibrate', 'bare', 'a', '-o', 'x'], 2, /bare {2}scores have no labels.*\n.*--dev-trials FILE/],
  [['calibrate', 'a', 'a'], 2, /--out: give the score file to write/],
  [['calibrate', 'a', 'a', '-o', 'x', '--prior', '1'], 2, /--prior: expected less than 1, found 1/],
  [['calibrate', 'a', 'a', '-o', 'x', '--measures', 'magnitude'], 2, /magnitude needs --embeddings/],
  [['calibrate', 'a', 'a', '-o', 'x', '--measures', 'duration', '--durations', 'a'], 3, /a:1 {2}line cannot be read/],
  [['fuse', 'a', '-o', 'x'], 2, /two score files or more, found 1/],
  [['fuse', 'a', 'b', '--dev', 'a', '-o', 'x'], 2, /--dev: expected 2, one for each score file, found 1/],
  [['fuse', 'a', 'b', '--by', 'logistic', '-o', 'x'], 2, /--by logistic needs --dev/],
  [['compare', 'a', 'no-run'], 3, /no-run {2}cannot read file/],
])('svtk %j exits with %i and says what to do', (words, code, message) => {
  const { status, error, out } = svtk(...words);
  expect([out, status]).toEqual(['', code]);
  expect(error).toMatch(message);
});

/** Ten speakers, three recordings each, all pairs; the second system hears with the given noise. */
function systems(noise: number): { readonly first: string; readonly second: string; readonly utt2spk: string } {
  const random = randomOf('compare', noise);
  const ids = Array.from({ length: 30 }, (_, row) => `s${Math.floor(row / 3)}/${row % 3}`);
  const [first, second]: string[][] = [[], []];
  ids.forEach((left, row) => {
    for (const right of ids.slice(row + 1)) {
      const target = left.split('/')[0] === right.split('/')[0];
      const truth = (target ? 3 : 0) + random.normal();
      first!.push(`${left} ${right} ${truth + 0.3 * random.normal()} ${label(target ? 1 : 0)}\n`);
      second!.push(`${left} ${right} ${truth + noise * random.normal()} ${label(target ? 1 : 0)}\n`);
    }
  });
  return {
    first: first!.join(''),
    second: second!.join(''),
    utt2spk: ids.map(id => `${id} ${id.split('/')[0]}\n`).join(''),
  };
}

test('svtk compare A B says a tie where two systems are equal, and which is better where they are not', () => {
  const [equal, worse] = [systems(0.3), systems(3)];
  writeFileSync(join(folder, 'utt2spk'), equal.utt2spk);
  writeFileSync(join(folder, 'equal-a'), equal.first);
  writeFileSync(join(folder, 'equal-b'), equal.second);
  writeFileSync(join(folder, 'worse-a'), worse.first);
  writeFileSync(join(folder, 'worse-b'), worse.second);
  const tie = svtk('compare', 'equal-a', 'equal-b', '--utt2spk', 'utt2spk', '--resamples', '200', '--priors', '0.05');
  expect(tie.error).toBe('');
  expect(tie.out).toContain('435 trials, 30 of them target; drawn are 10 speakers');
  expect(tie.out).toMatch(
    /^EER +A [\d.]+ % +B [\d.]+ % +B − A [+-]?[\d.]+ \[.*\] +p 0?\.?\d+.* a tie: no difference found$/m,
  );
  const found = svtk('compare', 'worse-a', 'worse-b', '--utt2spk', 'utt2spk', '--resamples', '200', '--json');
  const { compared } = JSON.parse(found.out);
  expect(compared[0].comparisons[0]).toMatchObject({ label: 'EER', unit: '%' });
  expect(compared[0].comparisons[0].p).toBeLessThan(0.05);
  expect(compared[0].comparisons[0].interval.low).toBeGreaterThan(0);
});

test('svtk compare A B of different trials names those that are not in both', () => {
  const whole = systems(0.3).first.trim().split('\n');
  writeFileSync(join(folder, 'whole'), `${whole.join('\n')}\n`);
  writeFileSync(join(folder, 'part'), `${whole.slice(1).join('\n')}\nx y 1 target\n`);
  const { status, error } = svtk('compare', 'whole', 'part');
  expect(status).toBe(3);
  expect(error).toContain("in whole alone 's0/0 s0/1' (1 in all); in part alone 'x y' (1 in all)");
  writeFileSync(
    join(folder, 'contrary'),
    `${[...whole.slice(1), whole[0]!.replace('target', 'nontarget')].join('\n')}\n`,
  );
  expect(svtk('compare', 'whole', 'contrary').error).toContain('labels of trials differ between whole and contrary');
  writeFileSync(join(folder, 'twice'), `${[...whole, whole[3]].join('\n')}\n`);
  expect(svtk('compare', 'whole', 'twice').error).toContain('twice  trial is scored twice');
});

test('svtk compare RUN FILE, and a folder that is no run, are refused', () => {
  mkdirSync(join(folder, 'run', 'scores'), { recursive: true });
  mkdirSync(join(folder, 'empty'));
  expect(svtk('compare', 'run', 'a').error).toContain('a run and a score file cannot be compared');
  expect(svtk('compare', 'empty', 'run').error).toContain('empty  not a run with scores');
  expect(svtk('compare', 'run', 'run').error).toContain('no trial list and back-end in common');
});
