import { existsSync } from 'node:fs';
import { openRig, type Rig, tinyRecipe } from './rig';

const rigs: Rig[] = [];
function rig(): Rig {
  const opened = openRig();
  rigs.push(opened);
  opened.write('tiny.yaml', tinyRecipe);
  return opened;
}
afterAll(() => {
  for (const opened of rigs) opened.remove();
});

const weights = 'exp/tiny/default/network.safetensors';
const table = 'exp/tiny/default/table.json';

/** What an undisturbed run ends with; every other test compares with it. */
let whole: Rig;
beforeAll(async () => {
  whole = rig();
  const done = await whole.svtk('run', 'tiny.yaml', '--device', 'cpu');
  if (done.code !== 0) throw new Error(done.err);
}, 120_000);

test('svtk run prints the table it has written, with intervals', () => {
  const text = whole.read('exp/tiny/default/table.txt');
  expect(text).toContain('generated-voices-test-pairs');
  expect(text).toContain('EER %');
  expect(text).toContain('LDA 6 + PLDA');
  expect(text).toMatch(/real-am-softmax m = 0\.2 +\d+\.\d{3} \[/);
  for (const form of ['md', 'tsv', 'tex', 'json'])
    expect(existsSync(whole.path(`exp/tiny/default/table.${form}`))).toBe(true);
});

test('svtk run a second time runs no stage and prints the same table', async () => {
  const again = await whole.svtk('run', 'tiny.yaml', '--device', 'cpu');
  expect(again.code).toBe(0);
  expect(again.out).toContain(whole.read('exp/tiny/default/table.txt'));
  const stages = again.err.trim().split('\n');
  expect(stages.length).toBeGreaterThan(5);
  expect(stages.filter(line => !line.endsWith('nothing to do'))).toEqual([]);
});

test('svtk run killed by SIGKILL in training goes on from its checkpoint and ends with the same bits', async () => {
  const killed = rig();
  const { child, ended } = killed.start('run', 'tiny.yaml', '--device', 'cpu');
  const checkpoint = killed.path('exp/tiny/default/checkpoints/last');
  while (!existsSync(checkpoint) && child.exitCode === null) await new Promise(wait => setTimeout(wait, 20));
  child.kill('SIGKILL');
  expect((await ended).signal).toBe('SIGKILL');
  expect(existsSync(killed.path(weights))).toBe(false);
  const resumed = await killed.svtk('run', 'tiny.yaml', '--device', 'cpu');
  expect(resumed.err).toMatch(/goes on from step \d+ of 24/);
  expect(resumed.code).toBe(0);
  expect(killed.sha256(weights)).toBe(whole.sha256(weights));
  expect(killed.read(table)).toBe(whole.read(table));
}, 120_000);

test('svtk run with 4 workers ends with the same bits as with 1', async () => {
  const four = rig();
  expect((await four.svtk('run', 'tiny.yaml', 'training.workers=4', '--device', 'cpu')).code).toBe(0);
  expect(four.sha256(weights)).toBe(whole.sha256(weights));
}, 120_000);

test('svtk run with another seed ends with other weights', async () => {
  const other = rig();
  expect((await other.svtk('train', 'tiny.yaml', 'seed=4', '--device', 'cpu')).code).toBe(0);
  expect(other.sha256(weights)).not.toBe(whole.sha256(weights));
}, 120_000);

test('svtk run stopped by SIGTERM saves, exits 75, and goes on', async () => {
  const stopped = rig();
  const { child, ended } = stopped.start('run', 'tiny.yaml', 'training.epochs=200', '--device', 'cpu');
  const started = stopped.path('exp/tiny/default/checkpoints/last');
  while (!existsSync(started) && child.exitCode === null) await new Promise(wait => setTimeout(wait, 20));
  child.kill('SIGTERM');
  const { code, err } = await ended;
  expect(err).toContain('run the same command again to go on');
  expect(code).toBe(75);
}, 120_000);

test('svtk run stops with exit code 5 at a loss that is not finite, and keeps no network', async () => {
  const broken = rig();
  const { code, err } = await broken.svtk(
    'run',
    'tiny.yaml',
    'training.learning_rate.initial=1e30',
    'training.optimizer=sgd',
    '--device',
    'cpu',
  );
  expect(err).toContain('not finite');
  expect(code).toBe(5);
  expect(existsSync(broken.path(weights))).toBe(false);
}, 120_000);

test('svtk why names what has changed', async () => {
  const { out } = await whole.svtk('run', 'tiny.yaml', 'loss.margin=0.3', '--dry-run', '--device', 'cpu');
  expect(out).toMatch(/train: loss\.options\.margin: 0\.2 → 0\.3/);
});

test('svtk run of a recipe with three mistakes names all three with their places, and runs nothing', async () => {
  const wrong = rig();
  wrong.write(
    'wrong.yaml',
    tinyRecipe
      .replace('margin: 0.2', 'margn: 0.2')
      .replace('crop: 0.8 s', 'crop: soon')
      .replace('optimizer: adam', 'optimizer: adma'),
  );
  const { code, err } = await wrong.svtk('run', 'wrong.yaml');
  expect(code).toBe(2);
  expect(err).toMatch(/wrong\.yaml:12:\d+ .*margn.*margin/);
  expect(err).toMatch(/wrong\.yaml:16:\d+ .*crop/);
  expect(err).toMatch(/wrong\.yaml:17:\d+ .*adma.*adam/);
  expect(existsSync(wrong.path('exp'))).toBe(false);
});

test('svtk run of a corpus that is not there says where it looked and what to do', async () => {
  const missing = rig();
  missing.write(
    'm.yaml',
    tinyRecipe
      .replace(/corpus: &voices .*/, 'corpus: &voices { type: speechocean762 }')
      .replace('test-pairs', 'test-all-pairs'),
  );
  const { code, err } = await missing.svtk('run', 'm.yaml', `data.root=${missing.path('nowhere')}`);
  expect(err).toContain('the corpus speechocean762 is not there');
  expect(err).toContain('data.root');
  expect(code).toBe(3);
});
