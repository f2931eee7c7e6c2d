import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWav } from '../../src/audio/wav';
import { packageRoot } from '../../src/core/package-root';
import { startEngine } from '../../src/engine/start';
import { tf } from '../../src/engine/tf';
import { features } from '../../src/features';
import { readNpy } from '../../src/manifest/npy';
import { waves } from '../features/waves';

const folder = mkdtempSync(join(tmpdir(), 'svtk-features-'));
const samples = Int16Array.from(waves['voice']?.(16000, 16000) ?? []);

beforeAll(async () => {
  const built = spawnSync('node', [join(packageRoot, 'scripts', 'build.mjs')], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
  await startEngine({ device: 'cpu' });
  writeWav(join(folder, 'a.wav'), samples, 16000);
  writeWav(join(folder, 'b.wav'), samples.subarray(0, 8000), 16000);
  writeWav(join(folder, 'short.wav'), samples.subarray(0, 300), 16000);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function svtk(...words: readonly string[]) {
  const { stdout, stderr, status } = spawnSync('node', [join(packageRoot, 'bin', 'svtk.js'), 'features', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { out: stdout, error: stderr, status };
}

test('svtk features a.wav --out a.npy writes what the feature extracts, and says its size', () => {
  expect(svtk('a.wav', '--features', 'fbank80', '--out', 'a.npy')).toEqual({
    out: 'a.npy  98 × 80\n',
    error: '',
    status: 0,
  });
  const { rows, columns, data } = readNpy(join(folder, 'a.npy'));
  expect([rows, columns]).toEqual([98, 80]);
  const expected = tf.tidy(() => {
    const wave = tf.tensor2d(
      Float32Array.from(samples, sample => sample / 32768),
      [1, samples.length],
    );
    return features.fbank.build(features.fbank.options.parse({})).extract(wave).dataSync();
  });
  expect(Math.max(...Array.from(data, (value, at) => Math.abs(value - (expected[at] ?? Number.NaN))))).toBeLessThan(
    1e-4,
  );
});

test('svtk features a.wav b.wav --out folder/ writes one array each', () => {
  const { out, status } = svtk('a.wav', 'b.wav', '--features', 'mfcc', '--out', 'arrays/');
  expect({ out, status }).toEqual({ out: 'arrays/a.npy  98 × 13\narrays/b.npy  48 × 13\n', status: 0 });
});

test('svtk features reads options from a YAML file, and shows all that is wrong in one', () => {
  writeFileSync(join(folder, 'good.yaml'), 'features: { type: fbank, mels: 24, sample_rate: 16 kHz, cmn: none }\n');
  writeFileSync(join(folder, 'bad.yaml'), 'features: { type: fbank, mel: 24, cmn: mean }\n');
  expect(svtk('a.wav', '--features', 'good.yaml', '--out', 'c.npy').out).toBe('c.npy  98 × 24\n');
  const { error, status } = svtk('a.wav', '--features', 'bad.yaml', '--out', 'd.npy');
  expect(status).toBe(2);
  expect(error).toContain('features.mel: unknown key');
  expect(error).toContain('features.cmn');
  expect(existsSync(join(folder, 'd.npy'))).toBe(false);
});

const faults: [words: string[], status: number, message: string][] = [
  [['missing.wav', '--out', 'x.npy'], 3, 'missing.wav'],
  [['short.wav', '--out', 'x.npy'], 3, 'short.wav'],
  [['a.wav', '--features', 'fbnk', '--out', 'x.npy'], 2, "found 'fbnk'"],
  [['a.wav'], 2, '--out'],
  [['a.wav', 'b.wav', '--out', 'x.npy'], 2, 'expected a folder'],
  [['a.wav', '--out', 'x.txt'], 2, 'x.txt'],
  [['a.wav', '../a.wav', '--out', 'twice/'], 2, 'two recordings with one name'],
];

for (const [words, code, message] of faults) {
  test(`svtk features ${words.join(' ')} ends with ${code} and one message, and writes nothing`, () => {
    const { error, status } = svtk(...words);
    expect(error).toContain(message);
    expect(status).toBe(code);
    expect(existsSync(join(folder, 'x.npy'))).toBe(false);
  });
}
