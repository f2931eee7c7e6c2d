import { join } from 'node:path';
import type { RunEvent } from '../../src/core/events';
import { buildCorpus } from '../../src/corpora';
import { readUtterances } from '../../src/corpora/all-rows';
import { prefixedTrials } from '../../src/corpora/prefixed';
import { emptyFiles, treeOf } from './tree';

const ignore = (): void => {};

/** CN-Celeb1 as its archive unpacks: the lists say .wav in both versions, the audio is .flac in version 2. */
function firstPart(form: 'wav' | 'flac'): Record<string, string> {
  const root = form === 'flac' ? 'CN-Celeb_flac' : 'CN-Celeb';
  const audio = [
    'data/id00000/singing-01-001',
    'data/id00000/singing-01-002',
    'data/id00001/live_broadcast-02-011',
    'data/id00800/interview-01-001',
    'data/id00800/interview-02-004',
    'data/id00801/vlog-01-001',
    'eval/enroll/id00800-enroll',
    'eval/enroll/id00801-enroll',
    'eval/test/id00800-singing-01-005',
    'eval/test/id00801-drama-03-001',
  ];
  const lists = {
    'dev/dev.lst': 'id00000\nid00001\nid00002\n',
    'eval/lists/enroll.lst': 'id00800-enroll enroll/id00800-enroll.wav\nid00801-enroll enroll/id00801-enroll.wav\n',
    'eval/lists/enroll.map':
      'id00800-enroll id00800/interview-01-001.wav id00800/interview-02-004.wav\nid00801-enroll id00801/vlog-01-001.wav\n',
    'eval/lists/test.lst': 'test/id00800-singing-01-005.wav\ntest/id00801-drama-03-001.wav\n',
    'eval/lists/trials.lst': [
      'id00800-enroll test/id00800-singing-01-005.wav 1',
      'id00800-enroll test/id00801-drama-03-001.wav 0',
      'id00801-enroll test/id00801-drama-03-001.wav 1',
      '',
    ].join('\n'),
  };
  return Object.fromEntries([
    ...audio.map(path => [`${root}/${path}.${form}`, '']),
    ...Object.entries(lists).map(([path, text]) => [`${root}/${path}`, text]),
  ]);
}

const secondPart = (form: 'wav' | 'flac'): Record<string, string> => {
  const root = form === 'flac' ? 'CN-Celeb2_flac' : 'CN-Celeb2';
  return {
    ...emptyFiles(`${root}/data/id10000/movie-01-001.${form}`, `${root}/data/id10001/play-04-002.${form}`),
    [`${root}/spk.lst`]: 'id10000\nid10001\n',
  };
};

const open = (root: string) => buildCorpus('cnceleb', {}, { root });

for (const form of ['wav', 'flac'] as const) {
  const version = form === 'wav' ? 'version 1' : 'version 2';
  const root = treeOf({ ...firstPart(form), ...secondPart(form) });
  const folder = join(root, form === 'flac' ? 'CN-Celeb_flac' : 'CN-Celeb');

  test(`cnceleb ${version} utterances(train) are the dev list's and CN-Celeb2's, without speakers of eval`, async () => {
    const events: RunEvent[] = [];
    const rows = await readUtterances(open(root).utterances('train', event => events.push(event)));
    expect(rows.map(({ id }) => id)).toEqual([
      'id00000/singing-01-001.wav',
      'id00000/singing-01-002.wav',
      'id00001/live_broadcast-02-011.wav',
      'id10000/movie-01-001.wav',
      'id10001/play-04-002.wav',
    ]);
    expect(rows[2]).toEqual({
      id: 'id00001/live_broadcast-02-011.wav',
      audio: join(folder, `data/id00001/live_broadcast-02-011.${form}`),
      speaker: 'id00001',
      session: 'id00001/live_broadcast-02',
    });
    expect(events).toEqual([
      {
        type: 'note',
        text: 'cnceleb train: 5 utterances of 4 speakers; the complete corpus has 2800 or 2793 speakers; missing speakers: id00002',
      },
    ]);
  });

  test(`cnceleb ${version} trials(eval-concat): a model is its joined recording`, async () => {
    const events: RunEvent[] = [];
    const list = await open(root).trials('eval-concat', event => events.push(event));
    expect(list.trials).toEqual([
      { enroll: 'id00800-enroll', test: 'test/id00800-singing-01-005.wav', target: true },
      { enroll: 'id00800-enroll', test: 'test/id00801-drama-03-001.wav', target: false },
      { enroll: 'id00801-enroll', test: 'test/id00801-drama-03-001.wav', target: true },
    ]);
    expect(list.models).toBeUndefined();
    expect(list.utterances).toEqual([
      { id: 'id00800-enroll', audio: join(folder, `eval/enroll/id00800-enroll.${form}`), speaker: 'id00800' },
      { id: 'id00801-enroll', audio: join(folder, `eval/enroll/id00801-enroll.${form}`), speaker: 'id00801' },
      {
        id: 'test/id00800-singing-01-005.wav',
        audio: join(folder, `eval/test/id00800-singing-01-005.${form}`),
        speaker: 'id00800',
        session: 'id00800/singing-01',
      },
      {
        id: 'test/id00801-drama-03-001.wav',
        audio: join(folder, `eval/test/id00801-drama-03-001.${form}`),
        speaker: 'id00801',
        session: 'id00801/drama-03',
      },
    ]);
    expect(events).toEqual([{ type: 'note', text: "cnceleb-eval-concat: 3 trials; the owners' list has 3484292" }]);
  });

  test(`cnceleb ${version} trials(eval-mean): a model is several utterances of data/`, async () => {
    const list = await open(root).trials('eval-mean', ignore);
    expect(list.trials).toEqual((await open(root).trials('eval-concat', ignore)).trials);
    expect([...(list.models ?? [])]).toEqual([
      ['id00800-enroll', ['id00800/interview-01-001.wav', 'id00800/interview-02-004.wav']],
      ['id00801-enroll', ['id00801/vlog-01-001.wav']],
    ]);
    expect(list.utterances.map(({ audio }) => audio)).toEqual(
      [
        'data/id00800/interview-01-001',
        'data/id00800/interview-02-004',
        'data/id00801/vlog-01-001',
        'eval/test/id00800-singing-01-005',
        'eval/test/id00801-drama-03-001',
      ].map(path => join(folder, `${path}.${form}`)),
    );
  });
}

test('cnceleb utterances(eval) are the joined enrollments and the tests', async () => {
  const rows = await readUtterances(open(treeOf(firstPart('flac'))).utterances('eval', ignore));
  expect(rows.map(({ id }) => id)).toEqual([
    'id00800-enroll',
    'id00801-enroll',
    'test/id00800-singing-01-005.wav',
    'test/id00801-drama-03-001.wav',
  ]);
});

test('cnceleb without CN-Celeb2 says so and trains on what is there; train2 alone is an error', async () => {
  const events: RunEvent[] = [];
  const corpus = open(treeOf(firstPart('flac')));
  const rows = await readUtterances(corpus.utterances('train', event => events.push(event)));
  expect(rows).toHaveLength(3);
  expect(events[0]).toEqual({
    type: 'note',
    text: "cnceleb train: CN-Celeb2 is not there, so it is CN-Celeb1's part alone",
  });
  await expect(readUtterances(corpus.utterances('train2', ignore))).rejects.toThrow(
    'CN-Celeb2 is not there: expected one of',
  );
});

test("cnceleb takes CN-Celeb1's own folder as root too", async () => {
  const root = treeOf({ ...firstPart('flac'), ...secondPart('flac') });
  const corpus = buildCorpus('cnceleb', { root: 'CN-Celeb_flac' }, { root });
  expect(await readUtterances(corpus.utterances('train', ignore))).toHaveLength(5);
});

test('cnceleb trials(eval-mean) names models that enroll.map lacks, and utterances that are not there', async () => {
  const files = firstPart('flac');
  const map = 'CN-Celeb_flac/eval/lists/enroll.map';
  const trialsWith = (text: string) => open(treeOf({ ...files, [map]: text })).trials('eval-mean', ignore);
  await expect(trialsWith('id00800-enroll id00800/interview-01-001.wav\n')).rejects.toThrow(
    'names models that nothing enrolls: found id00801-enroll',
  );
  await expect(
    trialsWith('id00800-enroll id00800/gone-01-001.wav\nid00801-enroll id00801/vlog-01-001.wav\n'),
  ).rejects.toThrow('1 missing: id00800/gone-01-001.wav');
});

test('prefixedTrials(cnceleb, eval-mean) puts the corpus before models and their utterances', async () => {
  const list = prefixedTrials('cnceleb', await open(treeOf(firstPart('flac'))).trials('eval-mean', ignore));
  expect(list.models?.get('cnceleb/id00801-enroll')).toEqual(['cnceleb/id00801/vlog-01-001.wav']);
  expect(list.trials[0]?.enroll).toBe('cnceleb/id00800-enroll');
});
