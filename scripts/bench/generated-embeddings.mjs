// Embeddings, speakers, models and trials as files that svtk and Kaldi read, for kaldi-scoring.mjs.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { randomOf } = require('../../dist/core/random.js');
const { rowProducts } = require('../../dist/algebra/products.js');
const { writeVectors } = require('../../dist/manifest/vectors.js');

const dimension = 256;
const training = { rows: 20_000, speakers: 1000 };
const evaluation = { rows: 5000, speakers: 200 };
const models = 1000;

const dense = (rows, columns, value) => {
  const data = Float64Array.from({ length: rows * columns }, (_, at) => value(Math.floor(at / columns), at % columns));
  return { rows, columns, data };
};

/**
 * Embeddings whose speakers, and whose recordings of one speaker, differ more in some directions than in others, none of them an axis, and in every direction a
 * little; around a mean that is not 0, with tails heavier than a Gaussian's.
 */
function population(random) {
  const noise = () => random.normal();
  const fading = power => dense(dimension, dimension, (_, column) => noise() / (1 + column) ** power);
  const [between, within, mean] = [fading(0.7), fading(0.3), dense(1, dimension, noise).data];
  return (prefix, { rows, speakers }) => {
    const owners = Array.from({ length: rows }, (_, row) =>
      row < 2 * speakers ? row % speakers : random.integer(speakers),
    );
    owners.sort((a, b) => a - b);
    const centres = rowProducts(dense(speakers, dimension, noise), between).data;
    const offsets = rowProducts(dense(rows, dimension, noise), within).data;
    const scale = owners.map(() => Math.exp(0.3 * noise()));
    const data = new Float32Array(rows * dimension);
    for (let at = 0; at < data.length; at++) {
      const [row, column] = [Math.floor(at / dimension), at % dimension];
      data[at] = mean[column] + centres[owners[row] * dimension + column] + scale[row] * (offsets[at] + 3 * noise());
    }
    const speakersOf = owners.map(owner => `${prefix}${String(owner).padStart(4, '0')}`);
    const ids = speakersOf.map((speaker, row) => `${speaker}-${String(row).padStart(5, '0')}`);
    return { ids, speakers: speakersOf, vectors: { rows, columns: dimension, data } };
  };
}

function rowsBySpeaker(speakers) {
  const rows = new Map();
  speakers.forEach((speaker, row) => {
    rows.set(speaker, [...(rows.get(speaker) ?? []), row]);
  });
  return rows;
}

const listOf = groups => groups.map(([name, members]) => `${name} ${members.join(' ')}\n`).join('');

/**
 * Writes train.ark, eval.ark (binary, single precision), their utt2spk and spk2utt; `models`, of 1 to 10 utterances each; and two lists of trials,
 * utterance-trials and model-trials, of which a tenth are target trials.
 */
export function writeEmbeddings(folder, trials) {
  const random = randomOf('kaldi-scoring');
  const draw = population(random);
  const sets = { train: draw('t', training), eval: draw('e', evaluation) };
  for (const [name, { ids, speakers, vectors }] of Object.entries(sets)) {
    writeVectors(join(folder, `${name}.ark`), { ids, vectors });
    writeFileSync(join(folder, `${name}.utt2spk`), ids.map((id, row) => `${id} ${speakers[row]}\n`).join(''));
    const groups = [...rowsBySpeaker(speakers)].map(([speaker, rows]) => [speaker, rows.map(row => ids[row])]);
    writeFileSync(join(folder, `${name}.spk2utt`), listOf(groups));
  }
  const { ids, speakers } = sets.eval;
  const own = rowsBySpeaker(speakers);
  const enrolled = Array.from({ length: models }, (_, number) => {
    const [first, rows] = [random.integer(ids.length), 1 + (number % 10)];
    const speaker = speakers[first];
    return {
      name: `m${String(number).padStart(4, '0')}`,
      speaker,
      rows: [...new Set([first, ...own.get(speaker)])].slice(0, rows),
    };
  });
  writeFileSync(join(folder, 'models'), listOf(enrolled.map(({ name, rows }) => [name, rows.map(row => ids[row])])));
  const sides = {
    'utterance-trials': ids.map((name, row) => ({ name, speaker: speakers[row] })),
    'model-trials': enrolled,
  };
  for (const [file, enrolls] of Object.entries(sides)) {
    const line = (_, trial) => {
      const { name, speaker } = enrolls[random.integer(enrolls.length)];
      const others = own.get(speaker);
      const test = trial % 10 === 0 ? others[random.integer(others.length)] : random.integer(ids.length);
      return `${name} ${ids[test]} ${speakers[test] === speaker ? 'target' : 'nontarget'}\n`;
    };
    writeFileSync(join(folder, file), Array.from({ length: trials }, line).join(''));
  }
}
