import { readdirSync } from 'node:fs';
import { withShards } from '../../src/audio/shards';
import { readVectors } from '../../src/manifest/vectors';
import { openRig, type Rig, tinyRecipe } from './rig';
import { writeList, writeVoices } from './voice-files';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => index);

function writeCorpora(rig: Rig): void {
  const dev = numbered(5).map(index => `id0000${index}`);
  const evaluated = numbered(3).map(index => `id0080${index}`);
  const enrolling = (speaker: string): string[] => numbered(2).map(take => `${speaker}/interview-01-00${take}.wav`);
  writeVoices(rig, 'CN-Celeb_flac', [
    ...dev.flatMap((id, speaker) => numbered(2).map(take => [`data/${id}/vlog-0${take}-001.flac`, speaker] as const)),
    ...evaluated.flatMap((id, index) => [
      ...enrolling(id).map(path => [`data/${path.replace('.wav', '.flac')}`, 50 + index] as const),
      [`eval/enroll/${id}-enroll.flac`, 50 + index, 2] as const,
      [`eval/test/${id}-singing-01-001.flac`, 50 + index] as const,
    ]),
  ]);
  const lists = 'CN-Celeb_flac/eval/lists';
  writeList(rig, 'CN-Celeb_flac/dev/dev.lst', dev);
  writeList(
    rig,
    `${lists}/enroll.lst`,
    evaluated.map(id => `${id}-enroll enroll/${id}-enroll.wav`),
  );
  writeList(
    rig,
    `${lists}/enroll.map`,
    evaluated.map(id => `${id}-enroll ${enrolling(id).join(' ')}`),
  );
  writeList(
    rig,
    `${lists}/trials.lst`,
    evaluated.flatMap(model =>
      evaluated.map(id => `${model}-enroll test/${id}-singing-01-001.wav ${model === id ? 1 : 0}`),
    ),
  );
  writeVoices(rig, 'CN-Celeb2_flac', [['data/id10000/movie-01-001.flac', 20]]);
  writeList(rig, 'CN-Celeb2_flac/spk.lst', ['id10000']);
  writeVoices(
    rig,
    'VoxCeleb2',
    numbered(4).map(index => [`dev/aac/id0001${index >> 1}/video${index % 2}/00001.m4a`, 30 + (index >> 1)]),
  );
  writeVoices(
    rig,
    'SITW',
    numbered(4).map(index => [`dev/audio/rec${index}.flac`, 70 + (index >> 1)]),
  );
  writeList(
    rig,
    'SITW/dev/keys/meta.lst',
    numbered(4).map(index => `audio/rec${index}.flac SPK${index >> 1} f studio ${index} 0 9 1 clean 0 interview`),
  );
  writeList(rig, 'SITW/dev/lists/enroll-core.lst', ['12013 audio/rec0.flac', '69006 audio/rec2.flac']);
  writeList(rig, 'SITW/dev/keys/core-core.lst', [
    '12013 audio/rec1.flac tgt',
    '12013 audio/rec3.flac imp',
    '69006 audio/rec3.flac tgt',
    '69006 audio/rec1.flac imp',
  ]);
  writeVoices(rig, 'musan', [['noise/free-sound/noise-free-sound-0000.wav', 90]]);
  writeVoices(rig, 'RIRS_NOISES', [['simulated_rirs/smallroom/Room001/Room001-00001.wav', 91]]);
}

const recipe = tinyRecipe
  .replace(
    / {2}train:[\s\S]*test-pairs \}\n/,
    `  train: [{ corpus: cnceleb, split: train }, { corpus: voxceleb2, split: dev }]
  trials:
    - { corpus: cnceleb, list: eval-concat }
    - { corpus: cnceleb, list: eval-mean }
    - { corpus: sitw, list: dev-core }
`,
  )
  .replace('epochs: 4', 'epochs: 1')
  .replace('crop: 0.8 s', 'crop: 0.8 s')
  .replace('backends: [cosine, { type: plda, lda: 6 }]', 'backends: [cosine]')
  .replace(
    'augment: [{ type: gain }]',
    `augment:
    - { type: noise, from: { corpus: musan, part: noise } }
    - { type: reverb, from: { corpus: rirs-noises, part: small } }`,
  );

test('svtk run trains on CN-Celeb and VoxCeleb2 as they ship, with MUSAN and room responses, and scores CN-Celeb both ways and SITW', async () => {
  const rig = openRig();
  try {
    writeCorpora(rig);
    rig.write('field.yaml', recipe);
    const done = await rig.svtk('run', 'field.yaml', 'data.root=corpora', '--device', 'cpu');
    expect(done.err).toContain(
      'cnceleb train: 11 utterances of 6 speakers; the complete corpus has 2800 or 2793 speakers',
    );
    expect(done.err).toContain("cnceleb-eval-mean: 9 trials; the owners' list has 3484292");
    expect(done.code).toBe(0);
    const made = 'exp/field/default';
    const scores = (list: string): string[][] =>
      rig
        .read(`${made}/scores/${list}/cosine.txt`)
        .trim()
        .split('\n')
        .map(line => line.split(' '));
    expect(scores('sitw-dev-core').map(words => words.slice(0, 2))).toContainEqual(['12013', 'audio/rec1.flac']);
    expect(scores('cnceleb-eval-concat').map(words => words.slice(0, 2))).toEqual(
      scores('cnceleb-eval-mean').map(words => words.slice(0, 2)),
    );
    // The mean of the two enrollment embeddings against the test, from the embeddings on disk.
    const { ids, vectors } = readVectors(rig.path(`${made}/embeddings/cnceleb-eval-mean.npy`));
    const row = (id: string): Float64Array =>
      Float64Array.from(vectors.data.slice(ids.indexOf(id) * vectors.columns, (ids.indexOf(id) + 1) * vectors.columns));
    // The recordings that both lists test with are decoded and embedded once, with the first.
    const shared = readdirSync(rig.path('exp/.shared')).find(name => /^prepare\.cnceleb-eval-mean-[^.]*$/.test(name))!;
    const decoded = withShards(rig.path('exp/.shared', shared, 'shards'), index =>
      Array.from({ length: index.count }, (_, place) => index.id(place)),
    );
    expect(decoded.filter(id => id.startsWith('test/'))).toEqual([]);
    expect(ids.filter(id => !decoded.includes(id))).toHaveLength(3);
    const [first, second] = [row('id00801/interview-01-000.wav'), row('id00801/interview-01-001.wav')];
    const mean = first.map((value, column) => (value + second[column]!) / 2);
    const tested = row('test/id00802-singing-01-001.wav');
    const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
    const cosine = dot(mean, tested) / Math.sqrt(dot(mean, mean) * dot(tested, tested));
    const line = scores('cnceleb-eval-mean').find(
      ([model, id]) => model === 'id00801-enroll' && id === 'test/id00802-singing-01-001.wav',
    );
    expect(Number(line?.[2])).toBeCloseTo(cosine, 5);
  } finally {
    rig.remove();
  }
}, 120_000);
