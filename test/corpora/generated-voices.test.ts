import { buildCorpus } from '../../src/corpora';
import { readUtterances } from '../../src/corpora/all-rows';
import { openWaveforms } from '../../src/corpora/generated-voices/waveforms';
import { prefixed, prefixedTrials } from '../../src/corpora/prefixed';

const ignore = (): void => {};
const small = { train_speakers: 3, test_speakers: 2, sessions: 2, utterances: 2 };
const build = (options: object) => buildCorpus('generated-voices', options, {});

test('generated-voices utterances(split): ids are unique, train and test share no speaker', async () => {
  const corpus = build(small);
  const train = await readUtterances(corpus.utterances('train', ignore));
  const testing = await readUtterances(corpus.utterances('test', ignore));
  expect([train.length, testing.length]).toEqual([12, 8]);
  expect(new Set([...train, ...testing].map(row => row.id)).size).toBe(20);
  expect(train[0]).toMatchObject({ id: 's00000-0-000', audio: 'voice/0/0/0', speaker: 's00000', session: 's00000-0' });
  expect([...new Set(testing.map(row => row.speaker))]).toEqual(['s00003', 's00004']);
});

test('generated-voices trials(test-pairs) are all pairs but those of one session', async () => {
  const dropped = await build(small).trials('test-pairs', ignore);
  // 28 pairs of 8 utterances; each of 4 sessions has one pair of its own.
  expect(dropped.trials).toHaveLength(24);
  expect(dropped.trials.filter(trial => trial.target)).toHaveLength(8);
  expect((await build({ ...small, same_session: 'keep' }).trials('test-pairs', ignore)).trials).toHaveLength(28);
});

test('generated-voices waveforms: openWaveforms(options) makes samples of the duration that the row states', async () => {
  const corpus = build(small);
  if (corpus.waveforms.kind !== 'module') throw new Error('generated voices come from a module');
  expect(corpus.waveforms.module).toMatch(/generated-voices.waveforms\.js$/);
  const read = openWaveforms(JSON.parse(JSON.stringify(corpus.waveforms.options)));
  for (const row of await readUtterances(corpus.utterances('test', ignore))) {
    expect((await read(row, 16000)).length / 16000).toBe(row.duration);
    expect((await read(row, 8000)).length / 8000).toBe(row.duration);
  }
  expect(() => read({ id: 'x', audio: '/etc/passwd' }, 16000)).toThrow('not a generated voice');
  expect(() => read({ id: 'x', audio: 'voice/0/0/0' }, 11025)).toThrow(
    'expected 8000 Hz or more, a multiple of 200, found 11025 Hz',
  );
});

test('generated-voices options: longest before shortest is refused', () => {
  expect(() => build({ shortest: 4, longest: 3 })).toThrow('longest is less than shortest');
});

test('generated-voices utterances(train) streams 100,000 rows', async () => {
  let rows = 0;
  for await (const row of build({ train_speakers: 10_000 }).utterances('train', ignore)) if (row.id !== '') rows++;
  expect(rows).toBe(100_000);
});

test('prefixed(corpus, utterance) keeps equal names of two corpora apart', async () => {
  const [row] = await readUtterances(build(small).utterances('test', ignore));
  expect(prefixed('a', row!)).toMatchObject({
    id: 'a/s00003-0-000',
    speaker: 'a/s00003',
    session: 'a/s00003-0',
    audio: row!.audio,
  });
  const list = prefixedTrials('a', await build(small).trials('test-pairs', ignore));
  expect(list.name).toBe('a-test-pairs');
  const ids = new Set(list.utterances.map(utterance => utterance.id));
  expect(list.trials.every(trial => ids.has(trial.enroll) && ids.has(trial.test))).toBe(true);
});
