import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withShards } from '../../src/audio/shards';
import type { Corpus } from '../../src/corpora/corpus';
import { readNames } from '../../src/manifest/names';
import { writeVectors } from '../../src/manifest/vectors';
import type { Artifact } from '../../src/pipeline/stage';
import { listedRecordings, listedVectors } from '../../src/stages/listed-recordings';
import { prepareTrials, type TrialsStage } from '../../src/stages/prepare-trials';

const folder = mkdtempSync(join(tmpdir(), 'svtk-prepare-trials-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Recordings of each list as `name` or `name=content`; a speaker is a name's first letter. */
const lists: Readonly<Record<string, readonly string[]>> = {
  o: ['a1', 'b1', 'b2'],
  e: ['c1', 'b1', 'a2', 'a1'],
  h: ['b2', 'a2', 'c1'],
  // The same name for another recording, and the first one again.
  renumbered: ['d1', 'b1=another', 'a1'],
  back: ['b1', 'd1'],
};
const corpus: Corpus = {
  name: 'lists',
  splits: [],
  trialLists: Object.keys(lists),
  async *utterances() {},
  async trials(list, report) {
    report({ type: 'note', text: list });
    const utterances = lists[list]!.map(text => {
      const [id = '', audio = id] = text.split('=');
      return { id, audio, speaker: id.slice(0, 1) };
    });
    const trials = utterances.flatMap(enroll =>
      utterances.map(test => ({ enroll: enroll.id, test: test.id, target: enroll.speaker === test.speaker })),
    );
    return { name: list, trials, utterances };
  },
  waveforms: { kind: 'module', module: join(__dirname, '../audio/tone-source.cjs'), options: { seconds: 0.1 } },
};

const path = ({ producer, path: file }: Artifact): string => join(folder, producer.name, file);

/** Prepares these lists, each after the others, and what the stages said. */
async function prepared(
  name: string,
  ...chosen: readonly string[]
): Promise<{ stages: TrialsStage[]; notes: string[] }> {
  const notes: string[] = [];
  const stages = chosen.map((list, place) =>
    prepareTrials(
      `${name}.${list}`,
      { corpus, settings: 'lists' },
      list,
      { sampleRate: 16000, maxBad: 0, versions: {} },
      chosen.slice(0, place),
    ),
  );
  for (const stage of stages) {
    mkdirSync(dirname(path(stage.made.trials)), { recursive: true });
    await stage.run({
      path,
      work: folder,
      identity: '',
      report: event => event.type === 'note' && notes.push(event.text),
      signal: new AbortController().signal,
      metrics: () => ({ append: () => undefined }),
    });
  }
  return { stages, notes };
}

const idsIn = (shards: Artifact): string[] =>
  withShards(path(shards), index => Array.from({ length: index.count }, (_, row) => index.id(row)));
const setsOf = (stages: readonly TrialsStage[]) => stages.map(({ made: { shards } }) => ({ shards })).reverse();

test('prepareTrials(list, earlier) decodes what no earlier list has, and names all of the list in its order', async () => {
  const { stages, notes } = await prepared('vox', 'o', 'e', 'h');
  expect(stages.map(({ made }) => idsIn(made.shards))).toEqual([['a1', 'b1', 'b2'], ['c1', 'a2'], []]);
  expect(stages.map(({ made }) => readNames(path(made.utterances)))).toEqual([lists['o'], lists['e'], lists['h']]);
  expect(notes).toEqual(['o', 'e', 'h']);
});

test('prepareTrials(list, earlier) decodes a recording anew that an earlier list has under its name with other sound', async () => {
  const { stages } = await prepared('sitw', 'o', 'renumbered', 'back');
  expect(stages.map(({ made }) => idsIn(made.shards))).toEqual([['a1', 'b1', 'b2'], ['d1', 'b1'], ['b1']]);
});

test('prepareTrials(list) does not change its fingerprint for lists behind it', () => {
  const settings = (earlier: readonly string[]) =>
    prepareTrials('x', { corpus, settings: 'lists' }, 'e', { sampleRate: 16000, maxBad: 0, versions: {} }, earlier)
      .settings;
  expect(settings([])).toEqual({ sampleRate: 16000, corpus: 'lists', list: 'e' });
  expect(settings(['o'])).toEqual({ sampleRate: 16000, corpus: 'lists', list: 'e', earlier: ['o'] });
});

test('listedRecordings and listedVectors find the recordings of a list in its own set first, then in the latest', async () => {
  const { stages } = await prepared('found', 'o', 'renumbered', 'back');
  const last = stages.at(-1)!;
  const recordings = listedRecordings(path, { utterances: last.made.utterances, sets: setsOf(stages) });
  expect([...recordings]).toEqual([
    ['b1', { seconds: 0.064, set: 0, speaker: 'b' }],
    ['d1', { seconds: 0.126, set: 1, speaker: 'd' }],
  ]);
  // The embedding of row i of set s is [s, i]; the first set's are made, the others' are files.
  const embeddings = stages.map(({ made }, set) => {
    const ids = idsIn(made.shards);
    const data = Float32Array.from(ids.flatMap((_, row) => [set + 1, row]));
    return { ids, vectors: { rows: ids.length, columns: 2, data } };
  });
  const files = stages.slice(0, -1).map(({ name }, set) => {
    const file = join(folder, name, 'vectors.npy');
    writeVectors(file, embeddings[set]!);
    return file;
  });
  const found = await listedVectors(recordings, [async () => embeddings.at(-1)!, ...files.reverse()]);
  expect(found.ids).toEqual(['b1', 'd1']);
  expect([...found.vectors.data]).toEqual([3, 0, 2, 0]);
});

test('listedVectors neither reads nor makes the embeddings of a set without a recording of the list', async () => {
  const { stages } = await prepared('empty', 'o', 'e', 'h');
  const { utterances } = stages[2]!.made;
  const recordings = listedRecordings(path, { utterances, sets: setsOf(stages) });
  const files = stages.slice(0, 2).map(({ name, made }) => {
    const ids = idsIn(made.shards);
    const data = Float32Array.from(ids, id => id.charCodeAt(0) + Number(id[1]));
    const file = join(folder, name, 'vectors.npy');
    writeVectors(file, { ids, vectors: { rows: ids.length, columns: 1, data } });
    return file;
  });
  const own = jest.fn();
  const found = await listedVectors(recordings, [own, ...files.reverse()]);
  expect([found.ids, [...found.vectors.data]]).toEqual([lists['h'], [100, 99, 100]]);
  expect(own).not.toHaveBeenCalled();
});

test('listedRecordings of sets that were made of other lists is an error that says how many are missing', async () => {
  const { stages } = await prepared('mixed', 'o', 'e');
  const { utterances, shards } = stages[1]!.made;
  expect(() => listedRecordings(path, { utterances, sets: [{ shards }] })).toThrow(
    /recordings of a trial list are in none of its sets: found 2 of 4/,
  );
});
