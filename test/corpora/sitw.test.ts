import { join } from 'node:path';
import type { RunEvent } from '../../src/core/events';
import { buildCorpus } from '../../src/corpora';
import { readUtterances } from '../../src/corpora/all-rows';
import { emptyFiles, treeOf } from './tree';

const ignore = (): void => {};

/** A set as the owners ship it, with fields of meta.lst as their README explains them. */
function setOf(set: string, form: string): Record<string, string> {
  const recordings = ['skdts', 'agiwn', 'mihtz', 'lywwa'];
  return {
    ...emptyFiles(...recordings.map(name => `${set}/audio/${name}.${form}`)),
    [`${set}/keys/meta.lst`]: [
      'audio/skdts.flac ZPYJ m video 605273 96 120 1 codec,reverb 3 interview laughter,overlap',
      'audio/agiwn.flac PNTR f studio 762983 40 179 3 clean 0 interview laughter',
      'audio/mihtz.flac ZPYJ m studio 411100 0 31 1 clean 1 monologue',
      'audio/lywwa.flac UZCG f studio 762983 40 179 3 clean 0 interview laughter',
      '',
    ].join('\n'),
    [`${set}/lists/enroll-core.lst`]: '12013 audio/skdts.flac\n69006 audio/agiwn.flac\n',
    [`${set}/lists/test-core.lst`]: 'audio/mihtz.flac\naudio/lywwa.flac\n',
    [`${set}/keys/core-core.lst`]: [
      '12013 audio/mihtz.flac tgt',
      '12013 audio/lywwa.flac imp',
      '69006 audio/lywwa.flac imp',
      '69006 audio/mihtz.flac imp',
      '',
    ].join('\n'),
  };
}

for (const form of ['flac', 'wav', 'sph']) {
  const root = treeOf({ ...setOf('dev', form), ...setOf('eval', form) });

  test(`sitw trials(dev-core) with .${form} audio keep the owners' names; a model is its enrollment recording`, async () => {
    const events: RunEvent[] = [];
    const list = await buildCorpus('sitw', {}, { root }).trials('dev-core', event => events.push(event));
    expect(list.trials).toEqual([
      { enroll: '12013', test: 'audio/mihtz.flac', target: true },
      { enroll: '12013', test: 'audio/lywwa.flac', target: false },
      { enroll: '69006', test: 'audio/lywwa.flac', target: false },
      { enroll: '69006', test: 'audio/mihtz.flac', target: false },
    ]);
    expect(list.models).toBeUndefined();
    expect(list.utterances).toEqual([
      { id: '12013', audio: join(root, `dev/audio/skdts.${form}`), speaker: 'ZPYJ', session: 'ZPYJ/605273' },
      { id: '69006', audio: join(root, `dev/audio/agiwn.${form}`), speaker: 'PNTR', session: 'PNTR/762983' },
      { id: 'audio/mihtz.flac', audio: join(root, `dev/audio/mihtz.${form}`), speaker: 'ZPYJ', session: 'ZPYJ/411100' },
      { id: 'audio/lywwa.flac', audio: join(root, `dev/audio/lywwa.${form}`), speaker: 'UZCG', session: 'UZCG/762983' },
    ]);
    expect(events).toEqual([{ type: 'note', text: "sitw-dev-core: 4 trials; the owners' list has 338226" }]);
  });
}

test('sitw utterances(eval) are those of meta.lst, with a note on 180 speakers', async () => {
  const root = treeOf({ ...setOf('dev', 'flac'), ...setOf('eval', 'flac') });
  const events: RunEvent[] = [];
  const rows = await readUtterances(buildCorpus('sitw', { root }, {}).utterances('eval', event => events.push(event)));
  expect(rows.map(({ speaker }) => speaker)).toEqual(['ZPYJ', 'PNTR', 'ZPYJ', 'UZCG']);
  expect(events).toEqual([
    {
      type: 'note',
      text: 'sitw eval: 4 utterances of 3 speakers; the complete corpus has 4 utterances of 180 speakers',
    },
  ]);
});

test('sitw with one of its two sets goes on with that, and names what the other lacks', async () => {
  const corpus = buildCorpus('sitw', {}, { root: treeOf(setOf('dev', 'flac')) });
  expect((await corpus.trials('dev-core', ignore)).trials).toHaveLength(4);
  expect(corpus.inputs?.()).toHaveLength(1);
  await expect(corpus.trials('eval-core', ignore)).rejects.toThrow('keys/meta.lst of sitw eval is not there');
});

test('sitw trials(dev-core) count and name recordings that are not there', async () => {
  const { 'dev/audio/mihtz.flac': _, ...files } = setOf('dev', 'flac');
  const list = buildCorpus('sitw', {}, { root: treeOf(files) }).trials('dev-core', ignore);
  await expect(list).rejects.toThrow('expected 4 utterances, found 1 missing: audio/mihtz.flac');
});
