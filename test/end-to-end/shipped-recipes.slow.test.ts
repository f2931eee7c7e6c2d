import { join, resolve } from 'node:path';
import { openRig, type Rig } from './rig';
import { writeList, writeVoices } from './voice-files';

// The recipes of papers and toolkits as they ship, on the layouts that the owners of the corpora ship, all but empty.
const recipes = resolve(__dirname, '../../recipes');
const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);
const small = [
  ...['data.root=corpora', 'model.embedding=16', 'training.epochs=1', 'training.batch=4', 'training.workers=1'],
  ...['training.crop=1 s', 'intervals=0', '--device', 'cpu', '--to', 'table'],
];

let rig: Rig;
beforeAll(() => {
  rig = openRig();
  writeVoxceleb();
  writeSitw('dev', 70);
  writeSitw('eval', 80);
  writeCnceleb();
  for (const part of ['noise', 'music', 'speech'])
    writeVoices(rig, 'musan', [[`${part}/some/${part}-some-0000.wav`, 90]]);
  writeVoices(rig, 'RIRS_NOISES', [['simulated_rirs/smallroom/Room001/Room001-00001.wav', 91]]);
});
afterAll(() => rig.remove());

function writeVoxceleb(): void {
  const training = numbered(8).map(
    index => [`dev/aac/id0001${index >> 1}/video${index % 2}/00001.m4a`, index >> 1] as const,
  );
  writeVoices(rig, 'voxceleb2', training);
  const recordings = numbered(6).map(
    index => [`id1027${index >> 1}/video${index % 2}/00001.wav`, 30 + (index >> 1)] as const,
  );
  writeVoices(
    rig,
    'voxceleb1',
    recordings.map(([path, speaker]) => [`wav/${path}`, speaker]),
  );
  const pairs = recordings.flatMap(([a, one], place) =>
    recordings.slice(place + 1).map(([b, other]) => `${one === other ? 1 : 0} ${a} ${b}`),
  );
  for (const list of ['veri_test2.txt', 'list_test_all2.txt', 'list_test_hard2.txt'])
    writeList(rig, `voxceleb1/${list}`, pairs);
}

function writeSitw(set: string, first: number): void {
  writeVoices(
    rig,
    'SITW',
    numbered(4).map(index => [`${set}/audio/rec${index}.flac`, first + (index >> 1)]),
  );
  const meta = (index: number) =>
    `audio/rec${index}.flac SPK${first + (index >> 1)} f studio ${index} 0 9 1 clean 0 interview`;
  writeList(rig, `SITW/${set}/keys/meta.lst`, numbered(4).map(meta));
  writeList(rig, `SITW/${set}/lists/enroll-core.lst`, ['12013 audio/rec0.flac', '69006 audio/rec2.flac']);
  const trials = [
    '12013 audio/rec1.flac tgt',
    '12013 audio/rec3.flac imp',
    '69006 audio/rec3.flac tgt',
    '69006 audio/rec1.flac imp',
  ];
  writeList(rig, `SITW/${set}/keys/core-core.lst`, trials);
}

function writeCnceleb(): void {
  const training = numbered(4).map(index => `id0000${index}`);
  const evaluated = numbered(3).map(index => `id0080${index}`);
  writeVoices(rig, 'CN-Celeb_flac', [
    ...training.flatMap((id, speaker) =>
      numbered(2).map(take => [`data/${id}/vlog-0${take}-001.flac`, speaker] as const),
    ),
    ...evaluated.flatMap((id, index) => [
      [`data/${id}/interview-01-000.flac`, 50 + index] as const,
      [`eval/enroll/${id}-enroll.flac`, 50 + index] as const,
      [`eval/test/${id}-singing-01-001.flac`, 50 + index] as const,
    ]),
  ]);
  const write = (name: string, line: (id: string) => string | string[]): void =>
    writeList(rig, `CN-Celeb_flac/eval/lists/${name}`, evaluated.flatMap(line));
  writeList(rig, 'CN-Celeb_flac/dev/dev.lst', training);
  write('enroll.lst', id => `${id}-enroll enroll/${id}-enroll.wav`);
  write('enroll.map', id => `${id}-enroll ${id}/interview-01-000.wav`);
  write('trials.lst', model =>
    evaluated.map(id => `${model}-enroll test/${id}-singing-01-001.wav ${model === id ? 1 : 0}`),
  );
  writeVoices(rig, 'CN-Celeb2_flac', [['data/id10000/movie-01-001.flac', 20]]);
  writeList(rig, 'CN-Celeb2_flac/spk.lst', ['id10000']);
}

for (const [table, rows, columns] of [
  ['real-am-softmax-1', 10, 5],
  ['real-am-softmax-2', 10, 1],
] as const) {
  test(`svtk table recipes/tables/${table}.yaml data.root=… fills every cell from the corpora as they ship`, async () => {
    const recipe = join(recipes, 'tables', `${table}.yaml`);
    const { code, err } = await rig.svtk('table', recipe, 'model.channels=2', ...small);
    expect([code, code === 0 ? '' : err]).toEqual([0, '']);
    const made = JSON.parse(rig.read(`exp/tables-${table}/table.json`));
    expect(made.columns).toHaveLength(columns);
    expect(made.rows).toHaveLength(rows);
    for (const { cells } of made.rows) for (const { value } of cells) expect(value).toEqual(expect.any(Number));
    expect(rig.read(`exp/tables-${table}/table.md`)).toContain('claim: ');
  }, 600_000);
}

const averaged = ['training.average.last=2', 'training.average.every_epochs=0.5'];
for (const [recipe, ...overrides] of [
  ['voxceleb/ecapa-tdnn', 'model.channels=16'],
  ['voxceleb/cam++'],
  ['voxceleb/resnet34-aam', 'model.channels=2'],
  ['cnceleb/resnet34-aam', 'model.channels=2'],
]) {
  test(`svtk run recipes/${recipe}.yaml, and -lm.yaml after it, train with augmentation and score with AS-norm`, async () => {
    const all = [...overrides, ...small, 'backends.1.norm.top_n=2'];
    const first = await rig.svtk('run', join(recipes, `${recipe}.yaml`), ...all, ...averaged);
    expect([first.code, first.code === 0 ? '' : first.err]).toEqual([0, '']);
    const second = await rig.svtk('run', join(recipes, `${recipe}-lm.yaml`), ...all);
    expect([second.code, second.code === 0 ? '' : second.err]).toEqual([0, '']);
    expect(second.out).toContain('AS-norm');
  }, 300_000);
}
