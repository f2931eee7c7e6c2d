// Scoring, metrics and lists at the size of VoxCeleb and beyond, one core: node scripts/build.mjs && node scripts/bench/scoring.mjs [--kaldi DIR]
// With --kaldi, the folder of Kaldi's built programs (ivectorbin/ and bin/ in it): instead, the same embeddings through both, kaldi-scoring.mjs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareWithKaldi } from './kaldi-scoring.mjs';

const require = createRequire(import.meta.url);
const { backends } = require('../../dist/backends/index.js');
const { adaptiveNorm } = require('../../dist/backends/as-norm.js');
const { metrics } = require('../../dist/metrics/index.js');
const { bootstrapIntervals } = require('../../dist/metrics/bootstrap.js');
const { equalErrorRate } = require('../../dist/metrics/eer.js');
const { evidenceOf } = require('../../dist/metrics/evidence.js');
const { readTrials } = require('../../dist/manifest/trials.js');
const { randomOf } = require('../../dist/core/random.js');

const { kaldi } = parseArgs({ options: { kaldi: { type: 'string' } } }).values;
if (kaldi !== undefined) {
  compareWithKaldi(kaldi);
  process.exit();
}

const random = randomOf('bench');
const DIMENSION = 256;

function embeddings(rows, speakers) {
  const centres = Float32Array.from({ length: speakers * DIMENSION }, () => random.normal());
  const data = new Float32Array(rows * DIMENSION);
  const names = [];
  for (let row = 0; row < rows; row++) {
    const speaker = random.integer(speakers);
    names.push(`s${speaker}`);
    for (let column = 0; column < DIMENSION; column++) {
      data[row * DIMENSION + column] = centres[speaker * DIMENSION + column] + random.normal();
    }
  }
  return { vectors: { rows, columns: DIMENSION, data }, names };
}

/** Best of the repeats, so that compiling and other load count least. */
function report(what, work, repeats = 3) {
  const runs = Array.from({ length: repeats }, () => {
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    work();
    const used = process.cpuUsage(cpu);
    return { wall: (performance.now() - wall) / 1000, cpu: (used.user + used.system) / 1e6 };
  });
  const best = key => Math.min(...runs.map(run => run[key])).toFixed(2);
  console.log(`${what.padEnd(68)} ${best('wall')} s wall  ${best('cpu')} s processor`);
}

const { vectors } = embeddings(5000, 1000);
const pairs = Int32Array.from({ length: 2_000_000 }, () => random.integer(5000));
const train = embeddings(50_000, 2000);
const cosine = backends.cosine.build({ centre: false }).fit(vectors, []);
report('1,000,000 cosine trials, 5,000 x 256', () => cosine.scoreTrials(vectors, vectors, pairs));
const plda = backends.plda.build(backends.plda.options.parse({}));
let scorer;
const fit = () => {
  scorer = plda.fit(train.vectors, train.names);
};
report('PLDA of 50,000 x 256, 2,000 speakers, 10 iterations', fit, 1);
report('1,000,000 PLDA trials, 5,000 x 256', () => scorer.scoreTrials(vectors, vectors, pairs));
const cohort = { rows: 6000, columns: DIMENSION, data: train.vectors.data.subarray(0, 6000 * DIMENSION) };
const normed = adaptiveNorm(cosine, cohort, { top: 300 });
report('the cosine trials with AS-norm, cohort 6,000, top 300', () => normed.scoreTrials(vectors, vectors, pairs), 1);

const trials = size => {
  const targets = Uint8Array.from({ length: size }, (_, row) => row % 2);
  return { scores: Float64Array.from(targets, target => random.normal() + 2 * target), targets };
};
const many = trials(600_000);
report('EER of 600,000 scores', () => equalErrorRate(evidenceOf(many)));
const some = trials(40_000);
const side = () => Int32Array.from({ length: 40_000 }, () => random.integer(40));
const sides = { enroll: side(), test: side(), speakers: 40 };
const options = { resamples: 1000, level: 0.95, seed: 1 };
const { eer, 'min-dcf': minDcf } = metrics;
const measures = [eer.build(eer.options.parse({})), minDcf.build(minDcf.options.parse({}))];
report('1,000 resamples of 40,000 trials, EER and minDCF', () => bootstrapIntervals(some, sides, measures, options), 1);

const folder = mkdtempSync(join(tmpdir(), 'svtk-bench-'));
const line = () =>
  `${random.integer(2)} id${random.integer(9999)}/a_video/0${random.integer(99)}.wav id1/video/00001.wav\n`;
writeFileSync(join(folder, 'trials'), Array.from({ length: 1_000_000 }, line).join(''));
report('reading 1,000,000 trials', () => readTrials(join(folder, 'trials')));
rmSync(folder, { recursive: true });
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
