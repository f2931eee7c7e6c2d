import { namesOf } from '../../src/augment/chain';
import { buildCorpus } from '../../src/corpora';
import { prepareSounds, soundSettings } from '../../src/stages/prepare-sounds';

const corpusOf = (name: string) => buildCorpus(name, { root: __dirname }, {});
const options = { sampleRate: 16000, maxBad: 0, versions: {} };
const augment = (noise: string, rooms: string) => [
  { type: 'speed' },
  {
    type: 'one-of',
    of: [
      { type: 'noise', from: { folder: noise } },
      { type: 'reverb', from: { folder: rooms } },
    ],
  },
  { type: 'babble', from: { folder: noise } },
];

test('prepareSounds(augment, root, options) reads each folder once, relative ones below the root', () => {
  const stage = prepareSounds(augment('musan', '/rooms'), '/corpora', options, corpusOf);
  expect(stage?.files).toEqual({ 'sounds 1': '/corpora/musan', 'sounds 2': '/rooms' });
  expect(stage?.home).toBe('shared');
});

test('prepareSounds(augment, root, options) of augmentations without folders is no stage', () => {
  const choices = [{ type: 'gain' }, { type: 'noise', from: { generated: 'pink' } }];
  expect(prepareSounds(choices, '.', options, corpusOf)).toBe(undefined);
});

test('prepareSounds(augment, root, options, corpusOf) refuses a corpus that there is not', () => {
  const choices = [{ type: 'noise', from: { corpus: 'musam', part: 'noise' } }];
  expect(() => prepareSounds(choices, '.', options, corpusOf)).toThrow('did you mean musan');
});

test('soundSettings(augment) says which sounds are used, not where they lie', () => {
  expect(soundSettings(augment('a', 'b'))).toEqual(soundSettings(augment('/elsewhere/a', '/b')));
  expect(soundSettings(augment('a', 'b'))).not.toEqual(soundSettings(augment('a', 'a')));
  expect(JSON.stringify(soundSettings(augment('a', 'b')))).toContain('"folder":"sounds 2"');
});

test('namesOf(choices) names augmentations inside others too, each once', () => {
  expect(namesOf([...augment('a', 'b'), { type: 'noise', from: { folder: 'a' } }])).toEqual([
    'speed',
    'one-of',
    'noise',
    'reverb',
    'babble',
  ]);
});
