import { cosine } from '../../src/backends/cosine';
import { enrolledModels } from '../../src/backends/enrolled-models';
import { nameTable } from '../../src/manifest/name-table';
import { trialRows } from '../../src/manifest/trial-rows';

const embeddings = {
  ids: ['a1', 'a2', 'b1', 'test'],
  vectors: { rows: 4, columns: 2, data: Float32Array.of(2, 0, 0, 2, -1, 0, 3, 3) },
};

test('enrolledModels(embeddings, models) is a row a model: the mean of its embeddings, and how many they were', () => {
  const { ids, vectors } = enrolledModels(
    embeddings,
    new Map([
      ['A', ['a1', 'a2']],
      ['B', ['b1']],
    ]),
  );
  expect(ids).toEqual(['A', 'B']);
  expect([...vectors.data]).toEqual([1, 1, -1, 0]);
  expect([...(vectors.counts ?? [])]).toEqual([2, 1]);
});

test('enrolledModels(embeddings, models) gives trials of models their scores by name', () => {
  const enrolled = enrolledModels(
    embeddings,
    new Map([
      ['A', ['a1', 'a2']],
      ['B', ['b1']],
    ]),
  );
  const names = nameTable();
  const trials = {
    names,
    enroll: Int32Array.of(names.internText('B'), names.internText('A')),
    test: Int32Array.of(names.internText('test'), names.internText('test')),
    labels: Uint8Array.of(0, 1),
  };
  const pairs = trialRows(trials, enrolled, embeddings);
  const scorer = cosine.build(cosine.options.parse({})).fit({ rows: 0, columns: 2, data: new Float32Array() }, []);
  const scores = scorer.scoreTrials(enrolled.vectors, embeddings.vectors, pairs);
  // B is opposite to the first axis, A is the diagonal that the test lies on.
  expect(scores[0]).toBeCloseTo(-Math.SQRT1_2, 7);
  expect(scores[1]).toBeCloseTo(1, 7);
});

test('enrolledModels(embeddings, no models) are the embeddings themselves', () => {
  expect(enrolledModels(embeddings, new Map())).toBe(embeddings);
});

test('enrolledModels(embeddings, models) names utterances without an embedding', () => {
  expect(() => enrolledModels(embeddings, new Map([['A', ['a1', 'a9']]]))).toThrow('none for a9 (1 in all)');
});
