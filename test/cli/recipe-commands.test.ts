import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/core/package-root';

const folder = mkdtempSync(join(tmpdir(), 'svtk-cli-'));

const recipe = `task: verification
use: part.yaml
data:
  train: { corpus: generated-voices }
  trials: [{ corpus: generated-voices, list: test-pairs }]
features: fbank
model: resnet18
loss: { margin: 0.3 }
training: { epochs: 2, learning_rate: { type: exponential, initial: 0.1, final: 1e-3 } }
backends: [cosine]
metrics: [eer]
profiles: { mini: { training: { epochs: 0.1 } } }
`;

beforeAll(() => {
  const built = spawnSync('node', [join(packageRoot, 'scripts', 'build.mjs')], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
  writeFileSync(join(folder, 'good.yaml'), recipe);
  writeFileSync(join(folder, 'part.yaml'), 'loss: { type: am-softmax, scale: 20, margin: 0.1 }\n');
  writeFileSync(join(folder, 'bad.yaml'), recipe.replace('fbank', 'fbnk').replace('epochs: 2', 'epoch: 2'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function svtk(...words: readonly string[]): {
  readonly out: string;
  readonly error: string;
  readonly status: number | null;
} {
  const { stdout, stderr, status } = spawnSync('node', [join(packageRoot, 'bin', 'svtk.js'), ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { out: stdout, error: stderr, status };
}

describe('svtk check RECIPE…', () => {
  it('says ok for each good recipe and counts a sweep', () => {
    expect(svtk('check', 'good.yaml', 'loss.margin=0.2,0.3')).toEqual({
      out: 'ok  good.yaml  (2 recipes)\n',
      error: '',
      status: 0,
    });
  });

  it('lists every problem of all recipes and ends with 2', () => {
    const { out, error, status } = svtk('check', 'bad.yaml', 'good.yaml');
    expect([out, status]).toEqual(['ok  good.yaml\n', 2]);
    expect(error).toMatch(/bad\.yaml:6:11 {2}features: expected a feature \(.*\), found "fbnk", did you mean fbank\?/);
    expect(error).toContain('bad.yaml:9:13  training.epoch: unknown key, did you mean epochs?');
    expect(error).toContain('2 problems; nothing was run.');
  });

  it('names near files for one that is not there', () => {
    expect(svtk('check', 'goood.yaml')).toEqual({
      out: '',
      error: 'svtk: goood.yaml  no such recipe\n  did you mean good.yaml?\n',
      status: 2,
    });
  });
});

describe('svtk config RECIPE', () => {
  it('prints a recipe that checks, and is printed the same again', () => {
    const first = svtk('config', 'good.yaml', '--profile', 'mini', 'loss.margin=0.25');
    expect(first.status).toBe(0);
    writeFileSync(join(folder, 'resolved.yaml'), first.out);
    expect(svtk('check', 'resolved.yaml').out).toBe('ok  resolved.yaml\n');
    expect(svtk('config', 'resolved.yaml').out).toBe(first.out);
    expect(JSON.parse(svtk('config', 'resolved.yaml', '--format', 'json').out)).toMatchObject({
      loss: { type: 'am-softmax', scale: 20, margin: 0.25 },
      training: { epochs: 0.1, crop: '2 s' },
    });
  });

  it('--explain says where a value comes from', () => {
    expect(svtk('config', 'good.yaml', '--explain', 'loss.margin').out).toBe(
      'loss.margin = 0.3\n  good.yaml:8:17\n  in place of 0.1, part.yaml:1:46\n',
    );
  });

  it('--json-schema prints a schema, with a recipe and without', () => {
    for (const words of [[], ['good.yaml']]) {
      const schema = JSON.parse(svtk('config', ...words, '--json-schema').out);
      // Without a recipe, one schema for each task.
      const [first] = schema.anyOf ?? [schema];
      expect(first.properties.loss.anyOf[0].enum).toContain('am-softmax');
    }
  });

  it('refuses a sweep', () => {
    expect(svtk('config', 'good.yaml', 'seed=1,2')).toEqual({
      out: '',
      error: 'svtk: too many recipes: expected one, found a sweep over 2 values\n',
      status: 2,
    });
  });
});

describe('svtk list [name]', () => {
  it('lists every shelf, one shelf, one entry', () => {
    const all = svtk('list').out;
    for (const shelf of ['corpora', 'features', 'models', 'losses', 'backends', 'metrics'])
      expect(all).toMatch(new RegExp(`^${shelf}$`, 'm'));
    expect(svtk('list', 'losses').out).toContain('    margin: a number from 0 to 2; default 0.2\n');
    expect(svtk('list', 'am-softmax').out).toMatch(/^losses\n {2}am-softmax {2}AM-Softmax/);
    expect(JSON.parse(svtk('list', 'am-softmax', '--json').out).losses[0].options[1]).toMatchObject({
      key: 'margin',
      default: '0.2',
    });
  });

  it('lists near names for an unknown one', () => {
    const { error, status } = svtk('list', 'losess');
    expect([status, error.split('\n')[1]]).toEqual([2, '  did you mean losses?']);
  });
});
