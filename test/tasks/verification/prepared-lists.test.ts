import { buildCorpus } from '../../../src/corpora';
import { prepareLists } from '../../../src/tasks/verification/prepared-lists';
import { emptyFiles, treeOf } from '../../corpora/tree';

const root = treeOf(emptyFiles('wav/id10001/video/00001.wav'));
const options = { sampleRate: 16000, maxBad: 0, versions: { ffmpeg: '' } };

function named(type: string, list: string, settings: unknown = { type }) {
  const corpus = buildCorpus(type, {}, { root });
  return { name: `${type}-${list}`, chosen: { corpus, settings }, list };
}

const [o, e, h] = ['o', 'e', 'h'].map(list => named('voxceleb1', list));
const voices = named('generated-voices', 'test-pairs');

test('prepareLists(lists) leaves to lists before what they share, of the same corpus only, the latest first', () => {
  const lists = prepareLists([o!, voices, e!, h!], options);
  expect(lists.map(({ before }) => before.map(({ name }) => name))).toEqual([
    [],
    [],
    ['voxceleb1-o'],
    ['voxceleb1-e', 'voxceleb1-o'],
  ]);
  expect(lists.map(({ prepared }) => prepared.settings)).toEqual([
    { sampleRate: 16000, corpus: { type: 'voxceleb1' }, list: 'o' },
    { sampleRate: 16000, corpus: { type: 'generated-voices' }, list: 'test-pairs' },
    { sampleRate: 16000, corpus: { type: 'voxceleb1' }, list: 'e', earlier: ['o'] },
    { sampleRate: 16000, corpus: { type: 'voxceleb1' }, list: 'h', earlier: ['o', 'e'] },
  ]);
});

test('prepareLists(lists) changes no list where one is added behind it', () => {
  const settings = (lists: Parameters<typeof prepareLists>[0]) =>
    prepareLists(lists, options).map(({ prepared }) => prepared.settings);
  expect(settings([o!, e!, h!]).slice(0, 2)).toEqual(settings([o!, e!]));
});

test('prepareLists(lists) keeps corpora of other options apart', () => {
  const other = named('voxceleb1', 'e', { type: 'voxceleb1', lists: 'elsewhere' });
  expect(prepareLists([o!, other], options)[1]!.before).toEqual([]);
});
