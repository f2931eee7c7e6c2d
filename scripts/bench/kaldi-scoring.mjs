// `svtk score` beside Kaldi's programs on one set of generated embeddings, trial by trial: node scripts/bench/scoring.mjs --kaldi DIR
// The chain is egs/voxceleb/v2/run.sh, stages 10 to 12 (kaldi-asr/kaldi@f400766). Both sides read binary archives and write a score file, on one
// thread each; but programs of Kaldi in a pipe run side by side, so that processor time is what compares.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeEmbeddings } from './generated-embeddings.mjs';

const require = createRequire(import.meta.url);
const { metrics } = require('../../dist/metrics/index.js');
const { evidenceOf } = require('../../dist/metrics/evidence.js');
const { readScores } = require('../../dist/manifest/scores.js');

const svtk = `'${process.execPath}' '${fileURLToPath(new URL('../../bin/svtk.js', import.meta.url))}'`;
const trials = 1_000_000;

/** Runs lines of bash in the folder; → seconds by the clock and of the processors, children included. */
function timed(folder, kaldi, command) {
  const env = {
    ...process.env,
    PATH: `${join(kaldi, 'ivectorbin')}:${join(kaldi, 'bin')}:${process.env.PATH}`,
    OPENBLAS_NUM_THREADS: '1',
    OMP_NUM_THREADS: '1',
  };
  const script = `set -e -o pipefail; TIMEFORMAT='%R %U %S'; { time { ${command} ; } >out 2>log ; } 2>times`;
  try {
    execFileSync('bash', ['-c', script], { cwd: folder, env, stdio: 'ignore' });
  } catch {
    throw new Error(`${command}\n${readFileSync(join(folder, 'log'), 'utf8')}`);
  }
  const [wall, user, system] = readFileSync(join(folder, 'times'), 'utf8').split(/\s+/).map(Number);
  return { wall, processor: user + system };
}

const listOf = ({ ofModels }) => (ofModels ? 'model-trials' : 'utterance-trials');

/** Kaldi's commands: training, then scoring. */
function kaldiChain({ lda, ofModels, lengthNorm }) {
  const project = lda === undefined ? '' : '| transform-vec transform.mat ark:- ark:-';
  const side = (set, mean) =>
    `"ark:ivector-subtract-global-mean ${mean} ark:${set}.ark ark:- ${project} | ivector-normalize-length ark:- ark:- |"`;
  const train = [
    'ivector-mean ark:train.ark mean.vec',
    lda === undefined
      ? ':'
      : `ivector-compute-lda --total-covariance-factor=0.0 --dim=${lda} "ark:ivector-subtract-global-mean ark:train.ark ark:- |" ark:train.utt2spk transform.mat`,
    `ivector-compute-plda ark:train.spk2utt ${side('train', '')} plda`,
  ];
  const list = listOf({ ofModels });
  const rules = `--normalize-length=true${lengthNorm === 'simple' ? ' --simple-length-normalization=true' : ''}`;
  const score = [
    ofModels ? 'ivector-mean ark:models ark:eval.ark ark:models.ark ark,t:num_utts' : ':',
    `ivector-plda-scoring ${rules} ${ofModels ? '--num-utts=ark:num_utts' : ''} "ivector-copy-plda --smoothing=0.0 plda - |" ` +
      `${side(ofModels ? 'models' : 'eval', 'mean.vec')} ${side('eval', 'mean.vec')} "cat ${list} | cut -d' ' -f 1,2 |" kaldi.scores`,
  ];
  return { train: train.join(' && '), score: score.join(' && ') };
}

/** svtk's command, from the training embeddings on; or, `trained`, by what Kaldi learnt of them. */
function svtkCommand({ lda, ofModels, lengthNorm }, trained) {
  const learning = `${lda === undefined ? '' : `--lda ${lda}`} --train-embeddings train.ark --utt2spk train.utt2spk`;
  const learnt = `--plda plda --mean mean.vec ${lda === undefined ? '' : '--transform transform.mat'}`;
  const sides = ofModels ? 'model-trials --spk2utt models' : 'utterance-trials';
  return `${svtk} score ${sides} --embeddings eval.ark --backend plda --length-norm ${lengthNorm} ${trained ? learnt : learning} --out svtk.scores`;
}

/** EER in per cent and minDCF at a prior of 0.01: of Kaldi's scores by Kaldi's programs, of svtk's by svtk. */
function figures(folder, kaldi, list) {
  const said = command => {
    timed(folder, kaldi, command);
    return Number(readFileSync(join(folder, 'out'), 'utf8'));
  };
  const program = join(kaldi, '..', 'egs', 'sre08', 'v1', 'sid', 'compute_min_dcf.py');
  const { scores, labels } = readScores(join(folder, 'svtk.scores'));
  const evidence = evidenceOf({ scores, targets: labels });
  const { eer, 'min-dcf': cost } = metrics;
  return {
    kaldi: [
      said(`paste -d' ' kaldi.scores ${list} | awk '{print $3, $6}' | compute-eer -`),
      existsSync(program) ? said(`python3 '${program}' --p-target 0.01 kaldi.scores ${list}`) : Number.NaN,
    ],
    svtk: [
      eer.build(eer.options.parse({ rule: 'kaldi' })).measure(evidence),
      cost.build(cost.options.parse({ target: 0.01 })).measure(evidence),
    ],
  };
}

/** How far scores of the same trial lie apart. */
function differences(folder) {
  const [own, theirs] = ['svtk', 'kaldi'].map(name => readScores(join(folder, `${name}.scores`)).scores);
  let [largest, sum, most] = [0, 0, 0];
  own.forEach((score, trial) => {
    const difference = Math.abs(score - theirs[trial]);
    largest = Math.max(largest, difference);
    most = Math.max(most, Math.abs(theirs[trial]));
    sum += difference;
  });
  return { largest, mean: sum / own.length, most };
}

const cases = [
  { name: 'PLDA', lengthNorm: 'kaldi' },
  { name: 'LDA 150 + PLDA', lda: 150, lengthNorm: 'kaldi' },
  { name: 'LDA 150 + PLDA, models of 1 to 10 utterances', lda: 150, ofModels: true, lengthNorm: 'kaldi' },
  { name: 'the same, simple length normalisation', lda: 150, ofModels: true, lengthNorm: 'simple' },
];

/** Prints seconds of both, how far their scores lie apart, and their figures. `kaldi` is the folder that holds ivectorbin and bin, built. */
export function compareWithKaldi(kaldi) {
  const folder = mkdtempSync(join(tmpdir(), 'svtk-kaldi-'));
  try {
    writeEmbeddings(folder, trials);
    for (const one of cases) {
      const chain = kaldiChain(one);
      const training = timed(folder, kaldi, chain.train);
      const scoring = timed(folder, kaldi, chain.score);
      const lent = timed(folder, kaldi, svtkCommand(one, true));
      const byTheirs = differences(folder);
      const own = timed(folder, kaldi, svtkCommand(one, false));
      const byOwn = differences(folder);
      const { kaldi: known, svtk: measured } = figures(folder, kaldi, listOf(one));
      const whole = training.processor + scoring.processor;
      console.log(one.name);
      console.log(
        `  Kaldi  ${seconds(training)} to train, ${seconds(scoring)} to score ${trials.toLocaleString('en')} trials`,
      );
      console.log(
        `  svtk   ${seconds(own)} for both, ${(whole / own.processor).toFixed(1)} times less; ${distance(byOwn)}`,
      );
      console.log(
        `  svtk   ${seconds(lent)} to score by Kaldi's model, ${(scoring.processor / lent.processor).toFixed(1)} times less; ${distance(byTheirs)}`,
      );
      console.log(
        `  EER    Kaldi ${known[0]}, svtk ${measured[0].toFixed(4)} %; minDCF Kaldi ${known[1]}, svtk ${measured[1].toFixed(4)}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const seconds = ({ wall, processor }) => `${processor.toFixed(1)} s of processor (${wall.toFixed(1)} by the clock)`;
const distance = ({ largest, mean, most }) =>
  `scores up to ${most.toFixed(0)} differ by ${mean.toExponential(1)} on the mean, ${largest.toExponential(1)} at most`;
