import { join } from 'node:path';
import { trainedSize } from '../../../src/layers/parameter';
import { frameCnn } from '../../../src/models/frame-cnn';
import { composeRecipes } from '../../../src/recipe/compose';
import { checkRecipes } from '../../../src/recipe/task-definition';
import { systemLatex, systemMarkdown, systemText, systemTsv } from '../../../src/report/system-table';
import { tasks } from '../../../src/tasks';
import { properties } from '../../../src/tasks/systems/properties';
import { type PlacedTable, systemTables } from '../../../src/tasks/systems/table';

const recipes = join(__dirname, '../../../recipes');

function tableOf(path: string, overrides: readonly string[] = []): PlacedTable {
  const ownKeys = (task: unknown) => (task === 'systems' ? tasks.systems.ownKeys : undefined);
  const checked = checkRecipes(composeRecipes(join(recipes, path), { overrides, ownKeys }), tasks);
  const [only, ...others] = systemTables(checked, undefined);
  if (only === undefined || others.length > 0) throw new Error('one table expected');
  return only;
}

// Shon et al. 2018, table 3.
const paper = [
  ['Input for training', 'MFCC', 'Spectrogram with fixed length (3sec)', 'MFCC with fixed length (2sec)'],
  ['Input normalization', 'CMN', 'CMVN', 'CMN'],
  ['Structure', 'TDNN', '2d-CNN (VGG-M)', '1d-CNN'],
  ['Parameters', '4.4m', '64m', '13m'],
  ['Global pooling', 'Statistics', 'Average', 'Statistics'],
  ['Embedding layer', 'First fully connected layer', 'Last fully connected layer', 'Last fully connected layer'],
  ['Non-linearity', 'All layers', 'All layers', 'All layers except before embedding layer'],
  ['Embedding dimension', '512', '1024', '600'],
  [
    'Back-end processing',
    'Zero-mean norm.+LDA+length norm.+PLDA',
    'Euclidean Distance with Siamese network',
    'Zero-mean norm.+LDA+length norm.+PLDA',
  ],
];

test('recipes/tables/frame-level-3.yaml has the rows, columns and words of the paper (B18, B27, B28)', () => {
  const { table, folder } = tableOf('tables/frame-level-3.yaml');
  expect(folder).toBe('tables-frame-level-3');
  expect(table.systems.slice(0, 3)).toEqual(['x-vector [3]', 'VGG [9]', 'Ours']);
  const published = table.rows.map(({ name, cells }) => [name, ...cells.map(cell => cell.published)].slice(0, 4));
  expect(published.slice(0, paper.length)).toEqual(paper);
});

test('systemTables(checked, profile) counts the parameters of what it builds (B9), and has no blank of ours', () => {
  const { rows } = tableOf('tables/frame-level-3.yaml').table;
  const here = new Map(rows.map(({ name, cells }) => [name, cells.map(cell => cell.here)]));
  expect(rows.flatMap(({ cells }) => cells).filter(cell => cell.here === '')).toEqual([]);
  const size = { filters: [1000, 1000, 1000, 1500] as const, fc1: 1500, fc2: 600, features: 40 };
  const rest = { after_fc1: 'linear', embedding_layer: 'fc2', frame_level: false, batch_norm: true } as const;
  const millions = (pooling: 'average' | 'biased-deviation'): string =>
    `${(trainedSize(frameCnn({ ...size, ...rest, pooling }).parameters) / 1e6).toFixed(2)} m`;
  expect(here.get('Parameters')).toEqual(['4.51 m', '17.68 m', millions('biased-deviation'), millions('average')]);
  expect([millions('biased-deviation'), millions('average')]).toEqual(['15.12 m', '12.87 m']);
  expect(here.get('Embedding dimension')?.slice(0, 3)).toEqual(['512', '1024', '600']);
  expect(here.get('Structure')?.slice(0, 3)).toEqual(['TDNN', '2d-CNN (VGG-M)', '1d-CNN']);
});

test('systemTables(checked, profile) follows overrides of the command line', () => {
  const { rows } = tableOf('tables/frame-level-3.yaml', ['training.crop=4 s']).table;
  expect(rows[0]?.cells.map(({ here }) => here.replace(/.*crops/, 'crops'))).toEqual(Array(4).fill('crops of 4 s'));
});

test('checkRecipes(composed, tasks) and systemTables refuse what is no system of svtk, and a property that no row is of', () => {
  const overrides = (change: string): string[] => [`systems=[{name: A, recipe: ../${change}}]`];
  expect(() => tableOf('tables/frame-level-3.yaml', overrides('voxceleb1/i-vector.yaml'))).toThrow(
    /cannot describe this model[\s\S]*expected tdnn, frame-cnn, vgg-m[\s\S]*found i-vector/,
  );
  expect(() => tableOf('tables/frame-level-3.yaml', overrides('voxceleb/resnet34.yaml'))).toThrow(/found resnet34/);
  expect(() =>
    tableOf('tables/frame-level-3.yaml', overrides('voxceleb1/x-vector.yaml, published: {Weights: 4m}')),
  ).toThrow(/no row is of[\s\S]*found Weights/);
});

test('systemText, systemMarkdown, systemTsv and systemLatex of a table have its words, the paper’s too', () => {
  const table = {
    title: 'T & U',
    systems: ['A_1', 'B'],
    rows: [{ name: 'Size', cells: [{ here: '4 | m', published: '4m' }, { here: '5 m' }] }],
    notes: ['said'],
  };
  expect(systemText(table).split('\n').slice(2, 6)).toEqual([
    '         A_1    B',
    '─'.repeat(19),
    'Size     4 | m  5 m',
    '  paper  4m',
  ]);
  expect(systemMarkdown(table)).toContain('| Size | 4 \\| m | 5 m |\n| paper | 4m |  |\n');
  expect(systemTsv(table)).toBe('property\tsystem\there\tpublished\nSize\tA_1\t4 | m\t4m\nSize\tB\t5 m\t\n');
  expect(systemLatex(table)).toContain(' & A\\_1 & B \\\\');
});

test('properties are the rows of the paper, and the loss', () => {
  expect(properties).toEqual([...paper.map(([name]) => name), 'Loss']);
});
