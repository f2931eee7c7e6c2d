import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { svtk, testModule } from './load.mjs';

const { wavBytes } = svtk('audio/wav');
const { randomOf } = svtk('core/random');

const voices =
  '{ type: generated-voices, train_speakers: 12, test_speakers: 4, sessions: 2, utterances: 3, shortest: 1, longest: 1.5 }';

/** i-vectors of a mixture of 8, over copies with noise. */
const iVectors = `
task: verification
seed: 3
data:
  root: .
  train:
    - corpus: &voices ${voices}
      split: train
  trials:
    - { corpus: *voices, list: test-pairs }
  copies: { share: 0.5, augment: [{ type: noise, probability: 1, from: { folder: sounds } }] }
features: { type: mfcc, coefficients: 8, cmn: none }
model:
  type: i-vector
  components: 8
  dimension: 8
  delta_order: 1
  ubm: { first_iterations: 3, diagonal_iterations: 2, full_iterations: 2, stride: 1 }
  candidates: 4
  iterations: 4
  threads: 2
backends: [cosine, { type: plda, lda: 6 }]
metrics: [eer]
intervals: 0
`;

/** Two rows, the second trained on pairs from where the first has ended; noise, a calibration, a joint table and report. */
const tableOfTwo = `
task: table
title: "two rows"
recipe: row.yaml
rows:
  - { name: First }
  - name: Second
    starts_from: First
    set: ["loss={ type: contrastive, margin: 1 }", training.sampling=pairs, training.spec_augment.probability=0]
`;

const rowRecipe = tiny =>
  tiny
    .replace('data:\n', 'data:\n  root: .\n')
    .replace(
      '\nfeatures:',
      '\n  calibration: { corpus: { type: generated-voices, train_speakers: 12, test_speakers: 8, sessions: 2, utterances: 3, shortest: 1, longest: 1.5 }, list: test-pairs }\nfeatures:',
    )
    .replace('augment: [{ type: gain }]', 'augment: [{ type: noise, probability: 0.7, from: { folder: sounds } }]')
    .replace(/backends: .*/, 'backends: [{ type: cosine, calibration: logistic }, { type: plda, lda: 6 }]');

/** Four recordings of noise, the same each time. */
function writeSounds(place) {
  const random = randomOf(1, 'sounds');
  mkdirSync(join(place, 'sounds'));
  for (let file = 0; file < 4; file++) {
    const samples = Int16Array.from({ length: 24_000 }, () => Math.round(3000 * random.normal()));
    writeFileSync(join(place, 'sounds', `${file}.wav`), wavBytes(samples, 16000));
  }
}

const begins = stage => new RegExp(`^${stage}[^:\\n]*: (?!nothing to do)`, 'm');
const inRow = (row, stage) => new RegExp(`── ${row}\\n[^─]*^${stage}[^:\\n]*: (?!nothing to do)`, 'm');

const last = matches => Math.max(0, ...[...matches].map(([, number]) => Number(number)));

/** The last step that the metrics of the tiny training tell of. */
function stepsDone(place) {
  const path = join(place, 'exp/tiny/default/metrics.jsonl');
  return existsSync(path) ? last(readFileSync(path, 'utf8').matchAll(/"step":(\d+)/g)) : 0;
}

/**
 * The runs that are killed: what lies in their place, the command, where its results are, and the moments: what stderr says when
 * a stage begins, or `steps` for one between two steps of the training. `done` counts units of work (steps, iterations) that a killed
 * process had behind it; `goesOn` finds the unit from which the next one goes on, which may be `mostLost` less.
 */
export async function killedRuns() {
  const { tinyRecipe } = await testModule('end-to-end/rig');
  const [prepare, train, embed, score] = ['prepare', 'train', 'embed', 'score'].map(begins);
  const run = (recipe, to) => ['run', recipe, '--to', to, '--device', 'cpu'];
  return [
    {
      name: 'network',
      lay: place => writeFileSync(join(place, 'tiny.yaml'), tinyRecipe),
      words: run('tiny.yaml', 'table'),
      results: 'exp/tiny/default',
      moments: [prepare, train, 'steps', 'steps', embed, score],
      total: 24,
      done: stepsDone,
      goesOn: /train: goes on from step (\d+) of/,
      mostLost: 5, // the recipe's checkpoint_steps
    },
    {
      name: 'i-vectors',
      lay(place) {
        writeFileSync(join(place, 'i.yaml'), iVectors);
        writeSounds(place);
      },
      words: run('i.yaml', 'table'),
      results: 'exp/i/default',
      moments: [
        ...['prepare.copies-sounds', 'prepare.train', 'copies', 'frames', 'train.ubm', 'train.ubm'].map(begins),
        ...['train.total-variability', 'train.total-variability', 'embed', 'score', 'table'].map(begins),
      ],
      done: (_, said) => last(said.matchAll(/^total-variability: iteration (\d+)/gm)),
      goesOn: /total-variability: goes on after iteration (\d+)/,
      mostLost: 1,
    },
    {
      name: 'two rows',
      lay(place) {
        writeFileSync(join(place, 'row.yaml'), rowRecipe(tinyRecipe));
        writeFileSync(join(place, 'two.yaml'), tableOfTwo);
        writeSounds(place);
      },
      words: run('two.yaml', 'report'),
      results: 'exp/two',
      moments: [
        ...['prepare', 'train', 'embed', 'score', 'report'].map(stage => inRow('First', stage)),
        ...['train', 'embed', 'score', 'report'].map(stage => inRow('Second', stage)),
        /── Second\n[\s\S]*^report: done/m, // the joint table and report are being written
      ],
    },
  ];
}
