import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKaldiPlda, writeKaldiPlda } from '../../src/backends/kaldi-plda';
import { estimatePldaChain, pldaChainScorer } from '../../src/backends/plda-chain';
import { DataError } from '../../src/core/errors';
import type { VectorSet } from '../../src/core/vectors';
import reference from '../references/plda.json';

const folder = mkdtempSync(join(tmpdir(), 'svtk-kaldi-plda-'));
afterAll(() => rmSync(folder, { recursive: true }));

const put = (name: string, content: Buffer | string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const setOf = (rows: readonly (readonly number[])[]): VectorSet => ({
  rows: rows.length,
  columns: rows[0]!.length,
  data: Float64Array.from(rows.flat()),
});
const { vectors, speakers } = reference.evaluation;
const test_ = setOf(vectors);
const members = [...new Set(speakers)].map(name => vectors.filter((_, row) => speakers[row] === name));
const models = {
  ...setOf(
    members.map(own => own[0]!.map((_, column) => own.reduce((sum, row) => sum + row[column]! / own.length, 0))),
  ),
  counts: Int32Array.from(members, own => own.length),
};
const DIMENSION = test_.columns;

/** Kaldi's files of a case, those named; each in its binary or its text form. */
function filesOf({ files }: (typeof reference.cases)[number], kind: 'binary' | 'text') {
  const entries = Object.entries(files).map(([name, content]) => [name, put(name, Buffer.from(content, 'base64'))]);
  const paths = Object.fromEntries(entries);
  const transform = kind === 'binary' ? paths['transform.mat'] : paths['transform.txt'];
  return { plda: kind === 'binary' ? paths['plda'] : paths['plda.txt'], transform, mean: paths['mean.vec'] };
}

describe.each(reference.cases)('a model of Kaldi with lda $lda', one => {
  test.each([
    ['binary', 2e-6],
    // Text has six or seven digits, of which differences between large terms lose some.
    ['text', 5e-5],
  ] as const)('readKaldiPlda(%s files) scores as ivector-plda-scoring with it', (kind, tolerance) => {
    const chain = readKaldiPlda(filesOf(one, kind), DIMENSION);
    for (const rule of ['kaldi', 'simple', 'none'] as const) {
      const found = pldaChainScorer(chain, rule).scoreAll(models, test_);
      const scale = Math.max(...one.scores[rule].map(Math.abs));
      one.scores[rule].forEach((score, at) => {
        expect(Math.abs(found[at]! - score) / scale).toBeLessThan(tolerance);
      });
    }
  });

  test('writeKaldiPlda(folder, chain) writes the bytes of ivector-compute-plda, and what it writes scores alike', () => {
    const files = filesOf(one, 'binary');
    const chain = readKaldiPlda(files, DIMENSION);
    const out = join(folder, 'out');
    const names = writeKaldiPlda(out, chain);
    expect(readFileSync(join(out, 'plda'))).toEqual(readFileSync(files.plda ?? ''));
    const [plda, mean] = [join(out, 'plda'), join(out, 'mean.vec')];
    const transform = names.includes('transform.mat') ? join(out, 'transform.mat') : undefined;
    const again = readKaldiPlda({ plda, transform, mean }, DIMENSION);
    const scores = pldaChainScorer(chain, 'kaldi').scoreAll(models, test_);
    expect(pldaChainScorer(again, 'kaldi').scoreAll(models, test_)).toEqual(scores);
  });
});

test('writeKaldiPlda(folder, chain) of a chain learnt here is read back to the same scores', () => {
  const chain = estimatePldaChain(setOf(reference.train.vectors), reference.train.speakers, { lda: 5, iterations: 10 });
  const out = join(folder, 'learnt');
  expect(writeKaldiPlda(out, chain)).toEqual(['mean.vec', 'transform.mat', 'plda']);
  const files = { plda: join(out, 'plda'), transform: join(out, 'transform.mat'), mean: join(out, 'mean.vec') };
  const scores = pldaChainScorer(chain, 'kaldi').scoreAll(models, test_);
  expect(pldaChainScorer(readKaldiPlda(files, DIMENSION), 'kaldi').scoreAll(models, test_)).toEqual(scores);
});

const [whole, reduced] = reference.cases.map(one => filesOf(one, 'binary'));
const plda = (text: string): string => put('faulty', Buffer.from(text, 'latin1'));

test.each([
  ['a transform of another model', () => ({ ...reduced!, plda: filesOf(reference.cases[0]!, 'binary').plda! }), /5/],
  ['no transform', () => ({ plda: filesOf(reference.cases[1]!, 'text').plda! }), 'a model of 8 dimensions'],
  ['a mean of another size', () => ({ plda: whole!.plda!, mean: put('m', ' [ 1 2 ]\n') }), 'expected 8 numbers'],
  ['a matrix as plda', () => ({ plda: put('x', ' [ 1 2 ]\n') }), "expected <Plda>, found '['"],
  ['NaN', () => ({ plda: plda('<Plda> [ nan ] [ 1 ] [ 1 ] </Plda>') }), 'a word, NaN or infinity'],
  ['a negative variance', () => ({ plda: plda('<Plda> [ 1 ] [ 1 ] [ -2 ] </Plda>') }), 'found -2'],
  ['parts of two sizes', () => ({ plda: plda('<Plda> [ 1 2 ] [ 1 ] [ 2 ] </Plda>') }), 'a mean of 2, a transform of 1'],
  ['ragged rows', () => ({ plda: plda('<Plda> [ 1 2 ] [ 1 2\n3 ] [ 2 ] </Plda>') }), 'rows of several lengths'],
  ['more behind it', () => ({ plda: plda('<Plda> [ 1 ] [ 1 ] [ 2 ] </Plda> x') }), 'expected the end of the file'],
  ['HDF5', () => ({ plda: plda('\x89HDF') }), 'as wespeaker saves its PLDA'],
])('readKaldiPlda(files) with %s is an error that says so', (_, files, message) => {
  expect(() => readKaldiPlda(files(), DIMENSION)).toThrow(DataError);
  expect(() => readKaldiPlda(files(), DIMENSION)).toThrow(message);
});

test('readKaldiPlda(files) of a file cut at any byte is an error', () => {
  for (const name of ['plda', 'plda.txt'] as const) {
    const bytes = Buffer.from(reference.cases[1]!.files[name], 'base64');
    const last = bytes.toString('latin1').trimEnd().length;
    for (let size = 0; size < last; size += name === 'plda' ? 1 : 7) {
      const cut = put('cut', bytes.subarray(0, size));
      expect(() => readKaldiPlda({ ...reduced!, plda: cut }, DIMENSION)).toThrow(DataError);
    }
  }
});
