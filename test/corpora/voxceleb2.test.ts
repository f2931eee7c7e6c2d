import { join } from 'node:path';
import type { RunEvent } from '../../src/core/events';
import { buildCorpus } from '../../src/corpora';
import { readUtterances } from '../../src/corpora/all-rows';
import { speakersInMeta } from '../../src/corpora/voxceleb-meta';
import { testWithData } from './shared-data';
import { emptyFiles, treeOf } from './tree';

const ignore = (): void => {};
const rowsOf = (root: string, split: string, events: RunEvent[] = []) =>
  readUtterances(buildCorpus('voxceleb2', {}, { root }).utterances(split, event => events.push(event)));

const dev = ['id00012/21Uxsk56VDQ/00001', 'id00012/2DLq_Kkc1r8/00016', 'id00015/0fijmz4vTVU/00001'];
const test_ = ['id00017/01dfn2spqyE/00001', 'id00061/cAT9aR8oFx0/00141'];
const filesIn = (place: string, paths: readonly string[], extension: string) =>
  emptyFiles(...paths.map(path => `${place}/${path}.${extension}`));

const layouts = {
  'the archives as they unpack': treeOf({ ...filesIn('dev/aac', dev, 'm4a'), ...filesIn('test/aac', test_, 'm4a') }),
  'a folder for each archive': treeOf({
    ...filesIn('VoxCeleb2/vox2_dev_aac/dev/aac', dev, 'm4a'),
    ...filesIn('VoxCeleb2/vox2_test_aac/aac', test_, 'm4a'),
  }),
  'the form above the part': treeOf({ ...filesIn('aac/dev', dev, 'm4a'), ...filesIn('aac/test', test_, 'm4a') }),
  'parts without a form': treeOf({ ...filesIn('vox2/dev', dev, 'm4a'), ...filesIn('vox2/test', test_, 'm4a') }),
  "WAV beside m4a, as clovaai's voxceleb_trainer leaves it": treeOf({
    ...filesIn('voxceleb2', dev, 'm4a'),
    ...filesIn('voxceleb2', dev, 'wav'),
    ...filesIn('voxceleb2/test/aac', test_, 'm4a'),
  }),
  "wespeaker's voxceleb2_wav": treeOf({
    ...filesIn('voxceleb2_wav/dev/aac', dev, 'wav'),
    ...filesIn('voxceleb2_wav/test/aac', test_, 'wav'),
  }),
  'a copy decoded to WAV': treeOf({
    ...filesIn('voxceleb2/dev/wav', dev, 'wav'),
    ...filesIn('voxceleb2/test/wav', test_, 'wav'),
  }),
};

for (const [layout, root] of Object.entries(layouts)) {
  test(`voxceleb2 in ${layout}: the same ids, speakers and videos`, async () => {
    const rows = await rowsOf(root, 'dev');
    expect(rows.map(({ id }) => id)).toEqual(dev);
    expect(rows[1]).toMatchObject({ speaker: 'id00012', session: 'id00012/2DLq_Kkc1r8' });
    expect(rows[1]?.audio).toMatch(/id00012\/2DLq_Kkc1r8\/00016\.(m4a|wav)$/);
    expect((await rowsOf(root, 'test')).map(({ id }) => id)).toEqual(test_);
  });
}

test('voxceleb2 utterances(dev) tells the official size and names missing speakers of vox2_meta.csv', async () => {
  const events: RunEvent[] = [];
  const meta = [
    'Name \tVoxCeleb2 ID \tVGGFace2 ID \tGender \tSet ',
    ...['id00012', 'id00015', 'id00018', 'id00019'].map(id => `A_B \t${id} \tn0 \tm \tdev `),
    'A_C \tid00017 \tn1 \tm \ttest ',
  ];
  const root = treeOf({ ...filesIn('dev/aac', dev, 'm4a'), 'vox2_meta.csv': `${meta.join('\n')}\n\n` });
  await rowsOf(root, 'dev', events);
  expect(events).toEqual([
    {
      type: 'note',
      text:
        'voxceleb2 dev: 3 utterances of 2 speakers; the complete corpus has 1092009 utterances of 5994 speakers; ' +
        'missing speakers: id00018, id00019',
    },
  ]);
});

test('voxceleb2 does not take VoxCeleb1 for itself, and has no trial list', async () => {
  const root = treeOf(emptyFiles('dev/wav/id10001/1zcIwhmdeo4/00001.wav'));
  await expect(rowsOf(root, 'dev')).rejects.toThrow('found 1 audio files, none named like that');
  const corpus = buildCorpus('voxceleb2', {}, { root: layouts['a copy decoded to WAV'] });
  expect(corpus.trialLists).toEqual([]);
  await expect(corpus.trials('dev-pairs', ignore)).rejects.toThrow('expected none, as it has no such list');
});

test('voxceleb2 utterances(test) where only dev is there says which folders it looks for', async () => {
  const root = treeOf(filesIn('dev/aac', dev, 'm4a'));
  await expect(rowsOf(root, 'test')).rejects.toThrow('voxceleb2 lacks the split test: expected a folder test/aac or');
});

testWithData("speakersInMeta(owners' files) are 5,994 of VoxCeleb2 dev, 1,211 and 40 of VoxCeleb1", async data => {
  const sizeOf = (file: string, part: 'dev' | 'test' | 'all') =>
    speakersInMeta(join(data, 'lists/voxceleb', file), part)?.size;
  expect(sizeOf('vox2_meta.csv', 'dev')).toBe(5994);
  expect([sizeOf('vox1_meta.csv', 'dev'), sizeOf('vox1_meta.csv', 'test')]).toEqual([1211, 40]);
  expect(sizeOf('vox1_meta.csv', 'all')).toBe(1251);
});

test('voxceleb2 takes WAV where a recording is there as m4a too, once, and dev alone where it has no folder', async () => {
  const files = { ...filesIn('aac', dev, 'm4a'), ...filesIn('aac', dev.slice(1, 2), 'wav') };
  const rows = await rowsOf(treeOf(files), 'dev');
  expect(rows.map(({ audio }) => audio.slice(-3))).toEqual(['m4a', 'wav', 'm4a']);
  await expect(rowsOf(treeOf(files), 'test')).rejects.toThrow('voxceleb2 lacks the split test');
});
