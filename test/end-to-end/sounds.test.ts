import { appendFileSync, cpSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { testWithData } from '../corpora/shared-data';
import { openRig, tinyRecipe } from './rig';

const noisy = (folder: string): string =>
  tinyRecipe.replace('epochs: 4', 'epochs: 1').replace(
    'augment: [{ type: gain }]',
    `augment:
    - type: one-of
      probability: 1
      of: [{ type: noise, from: { folder: ${folder}/noise } }, { type: reverb, from: { folder: ${folder}/RIRs } }]`,
  );

testWithData(
  'svtk train with folders of noise and rooms prepares them, trains by them, and is stale when their content changes, not when they move',
  async data => {
    const rig = openRig();
    try {
      cpSync(join(data, 'noise_rir/speechbrain'), rig.path('corpora', 'a'), { recursive: true });
      rig.write('noisy.yaml', noisy('a'));
      const words = ['train', 'noisy.yaml', 'data.root=corpora', '--device', 'cpu'];
      const first = await rig.svtk(...words);
      expect(first.err).toContain('prepare.sounds: done');
      expect(first.code).toBe(0);
      const shared = rig.path('exp', '.shared');
      const [prepared = ''] = readdirSync(shared).filter(name => /^prepare\.sounds-[0-9a-f]+$/.test(name));
      expect(readdirSync(join(shared, prepared, 'sounds'))).toEqual(['1', '2']);
      const weights = rig.sha256('exp/noisy/default/network.safetensors');

      const four = await rig.svtk(...words, 'training.workers=4', '--fresh');
      expect(four.code).toBe(0);
      expect(rig.sha256('exp/noisy/default/network.safetensors')).toBe(weights);

      renameSync(rig.path('corpora', 'a'), rig.path('corpora', 'b'));
      rig.write('noisy.yaml', noisy('b'));
      const moved = await rig.svtk(...words);
      expect(
        moved.err
          .trim()
          .split('\n')
          .filter(line => !line.endsWith('nothing to do')),
      ).toEqual([]);

      appendFileSync(rig.path('corpora', 'b', 'noise', 'noise1.wav'), 'x');
      const changed = await rig.svtk(...words, '--dry-run');
      expect(changed.out).toContain('prepare.sounds: the content of sounds 1 changed');
      expect(changed.out).toContain('train: prepare.sounds comes first');
    } finally {
      rig.remove();
    }
  },
);

test('svtk run of a folder of sounds that is missing says where it looked, with 3', async () => {
  const rig = openRig();
  try {
    rig.write('noisy.yaml', noisy('nowhere'));
    const { code, err } = await rig.svtk('train', 'noisy.yaml', 'data.root=corpora', '--device', 'cpu');
    expect(err).toContain(rig.path('corpora', 'nowhere', 'noise'));
    expect(code).toBe(3);
  } finally {
    rig.remove();
  }
});
