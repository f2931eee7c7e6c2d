import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const source = resolve(__dirname, '../src');

/** The layers of docs/architecture.md; a file imports from lower layers and from its own folder. */
const layer: Readonly<Record<string, number>> = {
  cli: 8,
  tasks: 7,
  stages: 6,
  report: 5,
  training: 5,
  ivectors: 5,
  corpora: 4,
  features: 4,
  augment: 4,
  models: 4,
  losses: 4,
  backends: 4,
  metrics: 4,
  layers: 3,
  provision: 3,
  algebra: 2,
  recipe: 2,
  pipeline: 2,
  manifest: 2,
  audio: 2,
  engine: 2,
  core: 1,
};

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));

function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g)].map(([, path]) =>
    relative(source, resolve(source, dirname(file), path as string)),
  );
}

const folderOf = (path: string): string => path.split(sep)[0] as string;

test('every folder of src has a layer', () => {
  expect(files.map(folderOf).filter(folder => layer[folder] === undefined)).toEqual([]);
});

test('imports point down the layers or stay in their folder', () => {
  const upward = files.flatMap(file =>
    importsOf(file)
      .filter(path => folderOf(path) !== folderOf(file))
      .filter(path => (layer[folderOf(path)] ?? 99) >= (layer[folderOf(file)] ?? 0))
      .map(path => `${file} imports ${path}`),
  );
  expect(upward).toEqual([]);
});

test('only cli prints or exits', () => {
  const speaks = /\bconsole\.|process\.(stdout|stderr)\.write|process\.exit\(/;
  const loud = files.filter(file => folderOf(file) !== 'cli' && speaks.test(readFileSync(join(source, file), 'utf8')));
  expect(loud).toEqual([]);
});

test('each outside package has one home', () => {
  const homes: Readonly<Record<string, RegExp>> = {
    yargs: /^cli\//,
    'cli-progress': /^cli\//,
    'js-yaml': /^recipe\//,
    'fluent-ffmpeg': /^audio\//,
    vega: /^report\//,
    'vega-lite': /^report\//,
    'umap-js': /^report\//,
    '@tensorflow/tfjs-core': /^engine\//,
    '@tensorflow/tfjs-node-gpu': /^engine\//,
    'onnxruntime-node': /^engine\/onnx\//,
    'ml-matrix': /^(algebra|ivectors)\//,
  };
  const astray = files.flatMap(file => {
    const text = readFileSync(join(source, file), 'utf8');
    return Object.entries(homes)
      .filter(([name, home]) => new RegExp(`(from |import\\()'${name}(/[^']*)?'`).test(text) && !home.test(file))
      .map(([name]) => `${file} imports ${name}`);
  });
  expect(astray).toEqual([]);
});

test('no file is named for nothing in particular', () => {
  expect(files.filter(file => /(^|\/)(utils?|helpers?|common|misc|manager)\b/i.test(file))).toEqual([]);
});
