import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readNpy } from '../../src/manifest/npy';
import { openRig, tinyRecipe } from './rig';

const rig = openRig();
afterAll(() => rig.remove());

/** The tiny recipe with a network of others instead of one that is trained. */
const foreignRecipe = tinyRecipe
  .replace(/^model:.*$/m, 'model: { type: onnx, path: tiny.onnx }')
  .replace(/^loss:.*\n/m, '')
  .replace(/^training:\n(?: {2}.*\n)*/m, '');

async function done(...args: string[]): Promise<string> {
  const { code, out, err } = await rig.svtk(...args);
  expect([code, code === 0 ? '' : err]).toEqual([0, '']);
  return out;
}

const own = 'exp/tiny/default';
const foreign = 'exp/foreign/default';

beforeAll(async () => {
  rig.write('tiny.yaml', tinyRecipe);
  rig.write('foreign.yaml', foreignRecipe);
  await done('embed', 'tiny.yaml', 'training.epochs=0', '--device', 'cpu');
}, 120_000);

test('svtk export RUN writes a network that another recipe scores with: the same embeddings to 1e-5, in the run and in svtk embed', async () => {
  expect(await done('export', own, '--out', 'tiny.onnx')).toMatch(
    /^tiny\.onnx: feats \[B, T, 24\] → embs \[B, 16\], 0\.\d MB\n.* by \d\.\de-\d+ of their largest value\n$/,
  );
  await done('run', 'foreign.yaml', '--device', 'cpu');
  const of = (run: string) => readNpy(rig.path(run, 'embeddings/generated-voices-test-pairs.npy'));
  const [ours, theirs] = [of(own), of(foreign)];
  expect([theirs.rows, theirs.columns]).toEqual([ours.rows, 16]);
  const gap = Math.max(...ours.data.map((value, place) => Math.abs(value - (theirs.data[place] ?? Number.NaN))));
  expect(gap / Math.max(...ours.data.map(Math.abs))).toBeLessThan(1e-5);
  expect(rig.sha256(`${foreign}/network.onnx`)).toBe(rig.sha256('tiny.onnx'));
  const wave = Buffer.alloc(44 + 32_000);
  wave.write('RIFF', 0);
  wave.writeUInt32LE(36 + 32_000, 4);
  wave.write('WAVEfmt ', 8);
  for (const [place, value] of [
    [16, 16],
    [24, 16_000],
    [28, 32_000],
  ] as const)
    wave.writeUInt32LE(value, place);
  for (const [place, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const)
    wave.writeUInt16LE(value, place);
  wave.write('data', 36);
  wave.writeUInt32LE(32_000, 40);
  for (let at = 0; at < 16_000; at++)
    wave.writeInt16LE(Math.round(9000 * Math.sin(at * 0.06 + Math.sin(at / 300))), 44 + 2 * at);
  writeFileSync(rig.path('tone.wav'), wave);
  for (const [run, out] of [
    [own, 'own.npy'],
    [foreign, 'foreign.npy'],
  ] as const)
    await done('embed', 'tone.wav', '--run', run, '--out', out, '--device', 'cpu');
  const [mine, other] = ['own.npy', 'foreign.npy'].map(name => readNpy(rig.path(name)).data);
  const gaps = Array.from(mine ?? [], (value, place) => Math.abs(value - (other?.[place] ?? Number.NaN)));
  expect(gaps).toHaveLength(16);
  expect(Math.max(...gaps)).toBeLessThan(1e-4);
  expect(await done('verify', 'tone.wav', 'tone.wav', '--run', foreign, '--device', 'cpu')).toContain('cosine 1.0000');
}, 120_000);

test('svtk run with a network of others is fresh until what is in its file changes', async () => {
  const stagesRun = (text: string) => [...text.matchAll(/^(\S+): done in/gm)].map(([, name]) => name);
  const again = await rig.svtk('run', 'foreign.yaml', '--device', 'cpu');
  expect(stagesRun(again.out + again.err)).toEqual([]);
  // An entry of metadata more: another file, the same network.
  const file = readFileSync(rig.path('tiny.onnx'));
  writeFileSync(rig.path('tiny.onnx'), Buffer.concat([file, Buffer.from([0x72, 4, 0x0a, 0, 0x12, 0])]));
  const changed = await rig.svtk('run', 'foreign.yaml', '--device', 'cpu', '--to', 'embed');
  expect([changed.code, stagesRun(changed.out + changed.err)]).toEqual([0, expect.arrayContaining(['adopt'])]);
}, 120_000);

test('svtk run with a network of others that cannot be used says why, with its file', async () => {
  const wrong = async (...overrides: string[]) => {
    const { code, err } = await rig.svtk('run', 'foreign.yaml', '--device', 'cpu', '--to', 'embed', ...overrides);
    return [code, err] as const;
  };
  expect(await wrong('model.path=none.onnx')).toEqual([3, expect.stringContaining('none.onnx')]);
  rig.write('text.onnx', 'no network');
  expect(await wrong('model.path=text.onnx')).toEqual([
    3,
    expect.stringContaining('onnxruntime cannot open the network'),
  ]);
  expect(await wrong('features.mels=40')).toEqual([3, expect.stringContaining('the network is for other features')]);
  expect(await wrong('loss=softmax')).toEqual([2, expect.stringContaining('a network of others takes none')]);
  const { code, err } = await rig.svtk('export', foreign, '--out', 'again.onnx');
  expect([code, err]).toEqual([2, expect.stringContaining('ONNX already')]);
  expect(existsSync(rig.path('again.onnx'))).toBe(false);
}, 120_000);
