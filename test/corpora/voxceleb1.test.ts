import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../src/core/events';
import { buildCorpus } from '../../src/corpora';
import { readUtterances } from '../../src/corpora/all-rows';
import { labelledTrials } from '../../src/corpora/trial-file';
import { testWithData } from './shared-data';
import { emptyFiles, treeOf } from './tree';

const ignore = (): void => {};
const files = [
  'id10001/1zcIwhmdeo4/00001.wav',
  'id10001/7gWzIy6yIIk/00002.wav',
  'id10270/5r0dWxy17C8/00001.wav',
  'id10270/8jEAjG6SegY/00008.wav',
  'id10309/0b1inHMAr6o/00001.wav',
];
const list = `1 ${files[2]} ${files[3]}\n0 ${files[2]} ${files[4]}`;

const layouts = {
  'one folder': treeOf({ ...emptyFiles(...files.map(path => `wav/${path}`)), 'veri_test2.txt': list }),
  "wespeaker's dev/wav and test/wav": treeOf({
    ...emptyFiles(...files.slice(0, 2).map(path => `voxceleb1/dev/wav/${path}`)),
    ...emptyFiles(...files.slice(2).map(path => `voxceleb1/test/wav/${path}`)),
    'lists/voxceleb/veri_test2.txt': list,
  }),
  "speakers at once, as clovaai's voxceleb_trainer has them": treeOf({
    ...emptyFiles(...files.map(path => `voxceleb1/${path}`)),
    'voxceleb1/veri_test2.txt': list,
  }),
  'dev and test apart': treeOf({
    ...emptyFiles(...files.slice(0, 2).map(path => `voxceleb1/vox1_dev_wav/wav/${path}`)),
    ...emptyFiles(...files.slice(2).map(path => `voxceleb1/vox1_test_wav/wav/${path}`)),
    'voxceleb1/lists/veri_test2.txt': list,
  }),
};

for (const [layout, root] of Object.entries(layouts)) {
  test(`voxceleb1 in ${layout}: splits by speaker number, ids as in the lists, videos are sessions`, async () => {
    const corpus = buildCorpus('voxceleb1', {}, { root });
    const ids = async (split: string) => (await readUtterances(corpus.utterances(split, ignore))).map(row => row.id);
    expect(await ids('dev')).toEqual(files.slice(0, 2));
    expect(await ids('test')).toEqual(files.slice(2));
    expect(await ids('all')).toEqual(files);
    const [first] = await readUtterances(corpus.utterances('test', ignore));
    expect(first).toMatchObject({ speaker: 'id10270', session: 'id10270/5r0dWxy17C8' });
  });

  test(`voxceleb1 trials(o) in ${layout} are the list's, with its utterances and a note on its length`, async () => {
    const events: RunEvent[] = [];
    const found = await buildCorpus('voxceleb1', {}, { root }).trials('o', event => events.push(event));
    expect(found.trials).toEqual([
      { enroll: files[2], test: files[3], target: true },
      { enroll: files[2], test: files[4], target: false },
    ]);
    expect(found.utterances.map(row => row.id).sort()).toEqual(files.slice(2));
    expect(events).toEqual([{ type: 'note', text: "voxceleb1-o: 2 trials; the owners' list has 37611" }]);
  });
}

const officialLists = {
  o: ['veri_test2.txt', 37_611],
  'o-original': ['veri_test.txt', 37_720],
  e: ['list_test_all2.txt', 579_818],
  'e-original': ['list_test_all.txt', 581_480],
  h: ['list_test_hard2.txt', 550_894],
  'h-original': ['list_test_hard.txt', 552_536],
} as const;
for (const [name, [file, count]] of Object.entries(officialLists)) {
  test(`voxceleb1 trials(${name}) read ${file} and hold it to ${count} trials`, async () => {
    const events: RunEvent[] = [];
    const root = treeOf({ ...emptyFiles(...files.map(path => `wav/${path}`)), [file]: list });
    const corpus = buildCorpus('voxceleb1', {}, { root });
    expect((await corpus.trials(name, event => events.push(event))).trials).toHaveLength(2);
    expect(events).toEqual([{ type: 'note', text: `voxceleb1-${name}: 2 trials; the owners' list has ${count}` }]);
  });
}

test('voxceleb1 utterances(test) name missing speakers of vox1_meta.csv', async () => {
  const events: RunEvent[] = [];
  const meta = ['id10270', 'id10271', 'id10309'].map(id => `${id}\tA._B\tm\tNew Zealand\ttest`);
  const root = treeOf({
    ...emptyFiles(...files.map(path => `wav/${path}`)),
    'vox1_meta.csv': `VoxCeleb1 ID\tVGGFace1 ID\tGender\tNationality\tSet\n${meta.join('\n')}\n`,
  });
  await readUtterances(buildCorpus('voxceleb1', {}, { root }).utterances('test', event => events.push(event)));
  expect(events).toEqual([
    {
      type: 'note',
      text: 'voxceleb1 test: 3 utterances of 2 speakers; the complete corpus has 4874 utterances of 40 speakers; missing speakers: id10271',
    },
  ]);
});

test('voxceleb1 trials(o) counts and names utterances that are not there', async () => {
  const root = treeOf({ ...emptyFiles(`wav/${files[2]}`), 'veri_test2.txt': list });
  await expect(buildCorpus('voxceleb1', {}, { root }).trials('o', ignore)).rejects.toThrow(
    `found 2 missing: ${files[3]}, ${files[4]}`,
  );
});

test('voxceleb1 trials(h) without its list says where it was looked for and where it comes from', async () => {
  const rows = buildCorpus('voxceleb1', {}, { root: layouts['one folder'] }).trials('h', ignore);
  await expect(rows).rejects.toThrow(join(layouts['one folder'], 'list_test_hard2.txt'));
  await expect(rows).rejects.toThrow('To get it'.toLowerCase());
});

testWithData(
  "labelledTrials(owners' VoxCeleb1-O) has 37,611 trials cleaned and 37,720 as first published",
  async data => {
    const cleaned = labelledTrials(join(data, 'lists/voxceleb/veri_test2.txt'));
    const original = labelledTrials(join(data, 'lists/voxceleb/veri_test.txt'));
    expect([cleaned.length, original.length]).toEqual([37_611, 37_720]);
    const text = readFileSync(join(data, 'lists/voxceleb/veri_test2.txt'), 'utf8');
    expect(cleaned.filter(trial => trial.target).length).toBe(
      text.split('\n').filter(line => line.startsWith('1 ')).length,
    );
  },
);

testWithData(
  'voxceleb1 trials(o-original) are Shon et al.’s: 18,860 of each kind over 4,715 utterances of the 40 test speakers (B15), and make no note',
  async data => {
    const listed = labelledTrials(join(data, 'lists/voxceleb/veri_test.txt'));
    const ids = new Set(listed.flatMap(trial => [trial.enroll, trial.test]));
    const root = treeOf(emptyFiles(...[...ids].map(id => `wav/${id}`)));
    const events: RunEvent[] = [];
    const corpus = buildCorpus('voxceleb1', { lists: join(data, 'lists/voxceleb') }, { root });
    const { trials, utterances } = await corpus.trials('o-original', event => events.push(event));
    expect(events).toEqual([]);
    const targets = trials.filter(({ target }) => target === true).length;
    expect([targets, trials.length - targets, utterances.length]).toEqual([18_860, 18_860, 4715]);
    expect(new Set(utterances.map(({ speaker }) => speaker)).size).toBe(40);
    const test = await readUtterances(corpus.utterances('test', () => undefined));
    expect(test.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(await readUtterances(corpus.utterances('dev', () => undefined))).toEqual([]);
  },
);

test('voxceleb1 utterances(dev) note that 148,642 utterances of 1,211 speakers are the whole of it (B14)', async () => {
  const events: RunEvent[] = [];
  const root = treeOf(emptyFiles(...files.map(path => `wav/${path}`)));
  await readUtterances(buildCorpus('voxceleb1', {}, { root }).utterances('dev', event => events.push(event)));
  expect(events).toEqual([
    {
      type: 'note',
      text: 'voxceleb1 dev: 2 utterances of 1 speakers; the complete corpus has 148642 utterances of 1211 speakers',
    },
  ]);
});

testWithData('voxceleb1 trials(o) reads the owners’ whole list over a tree with those names', async data => {
  const trials = labelledTrials(join(data, 'lists/voxceleb/veri_test2.txt'));
  const ids = new Set(trials.flatMap(trial => [trial.enroll, trial.test]));
  const root = treeOf(emptyFiles(...[...ids].map(id => `wav/${id}`)));
  const found = await buildCorpus('voxceleb1', { lists: join(data, 'lists/voxceleb') }, { root }).trials('o', ignore);
  expect(found.trials).toHaveLength(37_611);
  expect(found.utterances).toHaveLength(ids.size);
});
