import { writeFileSync } from 'node:fs';
import { openRig, type Rig, tinyRecipe } from './rig';

let rig: Rig;
beforeAll(() => {
  rig = openRig();
});
afterAll(() => rig.remove());

test('svtk download lists what can be fetched, its size, its licence, and who published its checksum', async () => {
  const { code, out } = await rig.svtk('download');
  expect(code).toBe(0);
  expect(out).toMatch(/^musan: CC BY 4\.0\n {2}musan +about 11\.1 GB, checksum by wespeaker/m);
  expect(out).toMatch(/^ {2}speechocean762 +about 600 MB, no published checksum$/m);
  expect(out).toMatch(/^sitw: research only, SRI International\n {2}SRI International gives it for research/m);
});

test('svtk download of what is not free, or not known, is one message that says what to do', async () => {
  const asked = await rig.svtk('download', 'sitw', '--root', 'corpora');
  expect(asked.code).toBe(3);
  expect(asked.err).toMatch(/svtk: sitw is not free to download: .*\n {2}SRI International gives it for research/);
  const unknown = await rig.svtk('download', 'musan', 'noise');
  expect(unknown.code).toBe(2);
  expect(unknown.err).toContain("unknown archive of musan: expected musan, found 'noise'");
});

test('svtk prepare --download of a corpus whose owners want to be asked says whom, before anything is decoded', async () => {
  const data = `data:
  root: corpora
  train: { corpus: voxceleb2, split: dev }
  trials: [{ corpus: { type: generated-voices }, list: test-pairs }]
features:`;
  writeFileSync(rig.path('vox.yaml'), tinyRecipe.replace(/^data:[\s\S]*?^features:/m, data));
  const { code, err } = await rig.svtk('prepare', 'vox.yaml', '--download');
  expect(code).toBe(3);
  expect(err).toMatch(/voxceleb2 is not free to download.*fill in the form on the page "VoxCeleb/s);
});
