import { existsSync } from 'node:fs';
import { buildCorpus } from '../../src/corpora';
import { readUtterances } from '../../src/corpora/all-rows';
import { testWithData } from './shared-data';

const ignore = (): void => {};

/** Utterances, speakers and sessions that the README of the samples states. */
const stated = [
  ['librispeech', 'test-other', 60, 6, 6],
  ['librispeech', 'train-clean-100', 96, 51, undefined],
  ['voxceleb1-samples', 'all', 10, 5, 10],
  ['vctk', 'all', 16, 2, 0],
  ['arabic-speech-commands', 'all', 308, 22, 0],
  ['free-spoken-digits', 'all', 600, 6, 0],
] as const;

for (const [corpus, split, utterances, speakers, sessions] of stated) {
  testWithData(
    `${corpus} utterances(${split}) are ${utterances} of ${speakers} speakers, with unique ids and files`,
    async data => {
      const rows = await readUtterances(buildCorpus(corpus, {}, { root: data }).utterances(split, ignore));
      expect(rows).toHaveLength(utterances);
      expect(new Set(rows.map(row => row.id)).size).toBe(utterances);
      expect(new Set(rows.map(row => row.speaker)).size).toBe(speakers);
      if (sessions !== undefined) expect(new Set(rows.flatMap(row => row.session ?? [])).size).toBe(sessions);
      expect(rows.filter(row => !existsSync(row.audio))).toEqual([]);
    },
  );
}

testWithData(
  'librispeech trials(test-other-pairs) are all 1,770 pairs; without pairs of one chapter no target is left',
  async data => {
    const keep = buildCorpus('librispeech', {}, { root: data });
    const { trials } = await keep.trials('test-other-pairs', ignore);
    expect(trials).toHaveLength((60 * 59) / 2);
    expect(trials.filter(trial => trial.target)).toHaveLength(6 * 45);
    const drop = buildCorpus('librispeech', { same_session: 'drop' }, { root: data });
    await expect(drop.trials('test-other-pairs', ignore)).rejects.toThrow('lacks target trials');
  },
);

testWithData('voxceleb1-samples trials(all-pairs) are 45 with a target for each of the five people', async data => {
  const { trials } = await buildCorpus('voxceleb1-samples', {}, { root: data }).trials('all-pairs', ignore);
  expect([trials.length, trials.filter(trial => trial.target).length]).toEqual([45, 5]);
});
