import { join } from 'node:path';
import type { RunEvent } from '../../src/core/events';
import { buildCorpus } from '../../src/corpora';
import { readUtterances } from '../../src/corpora/all-rows';
import { emptyFiles, treeOf } from './tree';

const ignore = (): void => {};
const rowsOf = (name: string, root: string, split: string, events: RunEvent[] = []) =>
  readUtterances(buildCorpus(name, {}, { root }).utterances(split, event => events.push(event)));

const musan = treeOf({
  ...emptyFiles(
    'musan/music/fma/music-fma-0000.wav',
    'musan/music/hd-classical/music-hd-0001.wav',
    'musan/noise/free-sound/noise-free-sound-0000.wav',
    'musan/noise/sound-bible/noise-sound-bible-0000.wav',
    'musan/speech/librivox/speech-librivox-0000.wav',
  ),
  'musan/music/fma/ANNOTATIONS': 'music-fma-0000 rock Y someone\n',
  'musan/noise/free-sound/LICENSE': '',
  'musan/README': '',
});

test('musan utterances(noise) are recordings without speakers, with a note on the official 930', async () => {
  const events: RunEvent[] = [];
  expect(await rowsOf('musan', musan, 'noise', events)).toEqual([
    {
      id: 'noise/free-sound/noise-free-sound-0000',
      audio: join(musan, 'musan/noise/free-sound/noise-free-sound-0000.wav'),
    },
    {
      id: 'noise/sound-bible/noise-sound-bible-0000',
      audio: join(musan, 'musan/noise/sound-bible/noise-sound-bible-0000.wav'),
    },
  ]);
  expect(events).toEqual([{ type: 'note', text: 'musan noise: 2 utterances; the complete corpus has 930 utterances' }]);
});

test('musan has the parts music and speech, and no trials', async () => {
  expect((await rowsOf('musan', musan, 'music')).map(({ id }) => id)).toEqual([
    'music/fma/music-fma-0000',
    'music/hd-classical/music-hd-0001',
  ]);
  expect(await rowsOf('musan', musan, 'speech')).toHaveLength(1);
  await expect(rowsOf('musan', musan, 'noises')).rejects.toThrow('did you mean noise?');
  expect(buildCorpus('musan', {}, { root: musan }).trialLists).toEqual([]);
});

const rooms = treeOf({
  ...emptyFiles(
    ...['small', 'medium', 'large'].flatMap(size =>
      ['Room001/Room001-00001', 'Room002/Room002-00100'].map(
        path => `RIRS_NOISES/simulated_rirs/${size}room/${path}.wav`,
      ),
    ),
    'RIRS_NOISES/real_rirs_isotropic_noises/RVB2014_type1_rir_largeroom1_far_angla.wav',
    'RIRS_NOISES/real_rirs_isotropic_noises/RWCP_type1_rir_cirline_jr1_imp030.wav',
    'RIRS_NOISES/real_rirs_isotropic_noises/RVB2014_type1_noise_largeroom1_1.wav',
    'RIRS_NOISES/pointsource_noises/noise-free-sound-0000.wav',
  ),
  'RIRS_NOISES/simulated_rirs/smallroom/rir_list':
    '--rir-id small-Room001-00001 --room-id small-Room001 RIRS_NOISES/simulated_rirs/smallroom/Room001/Room001-00001.wav\n',
});

test('rirs-noises has simulated responses of three sizes of room, measured ones, and noises', async () => {
  const sizes = ['simulated', 'small', 'medium', 'large', 'real', 'isotropic-noises', 'point-noises'];
  const counts = await Promise.all(sizes.map(async split => (await rowsOf('rirs-noises', rooms, split)).length));
  expect(counts).toEqual([6, 2, 2, 2, 2, 1, 1]);
  const ids = await Promise.all(
    sizes.map(async split => (await rowsOf('rirs-noises', rooms, split)).map(({ id }) => id)),
  );
  expect(new Set(ids.flat()).size).toBe(ids.flat().length);
});

test('rirs-noises utterances(simulated) note the official 60,000', async () => {
  const events: RunEvent[] = [];
  await rowsOf('rirs-noises', rooms, 'simulated', events);
  expect(events).toEqual([
    { type: 'note', text: 'rirs-noises simulated: 6 utterances; the complete corpus has 60000 utterances' },
  ]);
});

test('rirs-noises where it is not says the layout and where to get it', async () => {
  const rows = readUtterances(buildCorpus('rirs-noises', {}, { root: '/nowhere' }).utterances('real', ignore));
  await expect(rows).rejects.toThrow('the page "OpenSLR 28: Room Impulse Response and Noise Database"');
});
