import { cpSync, existsSync, readdirSync, renameSync } from 'node:fs';
import { readJsonLines } from '../../src/pipeline/json-lines';
import { openRig, type Rig, tinyRecipe } from './rig';

const rigs: Rig[] = [];
/** What an undisturbed training with a development list ends with. */
let whole: Rig;
afterAll(() => {
  for (const opened of rigs) opened.remove();
});

const development =
  '{ type: generated-voices, seed: 2, train_speakers: 8, test_speakers: 6, sessions: 2, utterances: 3, shortest: 1, longest: 1.5 }';

function rig(): Rig {
  const opened = openRig();
  rigs.push(opened);
  opened.write('tiny.yaml', tinyRecipe);
  // What is prepared is shared by runs: one preparation serves all of these.
  if (rigs.length > 1) cpSync(whole.path('exp/.shared'), opened.path('exp/.shared'), { recursive: true });
  opened.write(
    'dev.yaml',
    `use: [tiny.yaml]\ntraining:\n  validation: { corpus: ${development}, list: test-pairs, every_steps: 3, patience: 3, keep: best }\n`,
  );
  return opened;
}

const run = 'exp/dev/default';
/** Stops early, by what the first steps give. */
const early = ['train', 'dev.yaml', 'training.epochs=8', 'training.checkpoint_steps=2', '--device', 'cpu'];

function validations(from: Rig): unknown[] {
  return readJsonLines(from.path(run, 'metrics.jsonl')).filter(row => 'validation_eer' in row);
}

let told = '';
beforeAll(async () => {
  whole = rig();
  const done = await whole.svtk(...early);
  if (done.code !== 0) throw new Error(done.err);
  told = done.err;
}, 120_000);

/** Kills a training once a checkpoint is there, and runs it again. */
async function killedAt(checkpoint: string, command: readonly string[], folder = run): Promise<Rig> {
  const killed = rig();
  const { child, ended } = killed.start(...command);
  while (!existsSync(killed.path(folder, 'checkpoints', checkpoint)) && child.exitCode === null) {
    await new Promise(wait => setTimeout(wait, 10));
  }
  child.kill('SIGKILL');
  expect((await ended).signal).toBe('SIGKILL');
  const resumed = await killed.svtk(...command);
  expect(resumed.err).toContain('goes on from step');
  expect(resumed.code).toBe(0);
  return killed;
}

test('svtk train with a development list tells its EER, why it stops early, and keeps the network of the lowest', () => {
  const rows = validations(whole);
  const best = rows.map(row => Number((row as { validation_eer: number }).validation_eer));
  expect(rows.length).toBeGreaterThanOrEqual(4);
  expect(told).toMatch(/development EER \d+\.\d{3} % at step 3/);
  expect(told).toMatch(/stops at step \d+ of 48: no improvement of the development EER in 3 evaluations/);
  const step = String(3 * (best.indexOf(Math.min(...best)) + 1)).padStart(6, '0');
  expect(readdirSync(whole.path(run, 'checkpoints/networks'))).toContain(`step-${step}.safetensors`);
  expect(whole.sha256(`${run}/network.safetensors`)).not.toBe(
    whole.sha256(`${run}/checkpoints/networks/step-${step}.safetensors`),
  );
});

test('svtk train killed by SIGKILL goes on with the development list to the same history, decision and bits', async () => {
  const killed = await killedAt('ckpt-000006', early);
  expect(validations(killed)).toEqual(validations(whole));
  for (const file of ['network', 'classes']) {
    expect(killed.sha256(`${run}/${file}.safetensors`)).toBe(whole.sha256(`${run}/${file}.safetensors`));
  }
}, 120_000);

test('the EER of a development list is the one that svtk run measures by cosine on that list', async () => {
  const scored = rig();
  const list = `data.trials=[{ corpus: ${development}, list: test-pairs }]`;
  const done = await scored.svtk('run', 'tiny.yaml', 'training.epochs=1', 'backends=[cosine]', list, '--device', 'cpu');
  expect([done.code, done.code === 0 ? '' : done.err]).toEqual([0, '']);
  const results: unknown = JSON.parse(scored.read('exp/tiny/default/scores/generated-voices-test-pairs.json'));
  const measured = JSON.stringify(results).match(/"metric":"EER"?[^}]*"value":([\d.e-]+)/)?.[1];
  const watched = rig();
  await watched.svtk('train', 'dev.yaml', 'training.epochs=1', '--device', 'cpu');
  const last = validations(watched).at(-1) as { step: number; validation_eer: number };
  expect(last.step).toBe(6);
  expect(100 * last.validation_eer).toBeCloseTo(Number(measured), 1);
}, 120_000);

test('svtk train with accumulation and the mean of the last networks, killed, ends with the bits of the undisturbed run', async () => {
  const command = ['train', 'tiny.yaml', 'training.epochs=6', 'training.average.last=3', 'training.accumulate=2'];
  const all = [...command, 'training.checkpoint_steps=2', '--device', 'cpu'];
  const undisturbed = rig();
  expect((await undisturbed.svtk(...all)).code).toBe(0);
  const killed = await killedAt('ckpt-000012', all, 'exp/tiny/default');
  const network = 'exp/tiny/default/network.safetensors';
  expect(killed.sha256(network)).toBe(undisturbed.sha256(network));
  const short = await undisturbed.svtk(...all, 'training.average.last=9');
  expect(short.err).toMatch(
    /training\.average {2}training ends before there are enough networks to average: expected at least 9/,
  );
  expect(short.code).toBe(2);
}, 120_000);

test('svtk check of a development list that is scored too, or of a best network and a mean, names both places', async () => {
  const { code, err } = await whole.svtk(
    'check',
    'dev.yaml',
    `data.trials.0.corpus=${development}`,
    'training.average.last=2',
  );
  expect(err).toMatch(/dev\.yaml:3:\d+ {2}training\.validation\.list: 'test-pairs' is scored as data\.trials\[0\] too/);
  expect(err).toMatch(/training\.validation\.keep: best contradicts training\.average/);
  expect(code).toBe(2);
});

test('svtk train of speakers who are in the development list names them and trains nothing', async () => {
  const leaking = rig();
  const same =
    'training.validation.corpus={ type: generated-voices, train_speakers: 4, test_speakers: 4, sessions: 2, utterances: 3, shortest: 1, longest: 1.5 }';
  const { code, err } = await leaking.svtk('train', 'dev.yaml', same, '--device', 'cpu');
  expect(err).toMatch(/training speakers are in trial lists: found in training\.validation generated-voices\/\S+/);
  expect(code).toBe(3);
  expect(existsSync(leaking.path(run, 'checkpoints'))).toBe(false);
}, 60_000);

test('svtk train with training.start.run takes network and class vectors by name, and says when the run is gone', async () => {
  const tuned = rig();
  cpSync(whole.path(run), tuned.path('first'), { recursive: true });
  const command = ['train', 'tiny.yaml', 'training.start.run=first', 'training.epochs=0', '--device', 'cpu'];
  const { code, err } = await tuned.svtk(...command);
  expect(err).toContain('8 of 8 class vectors are those of the starting run');
  expect(code).toBe(0);
  for (const file of ['network', 'classes']) {
    expect(tuned.sha256(`exp/tiny/default/${file}.safetensors`)).toBe(whole.sha256(`${run}/${file}.safetensors`));
  }
  const other = await tuned.svtk(...command, 'model.embedding=8');
  expect(other.err).toContain(
    'first  the starting run has another network or other features: expected model.options.embedding 8',
  );
  expect(other.code).toBe(3);
  const both = await tuned.svtk(...command, 'training.start.weights=x.safetensors');
  expect(both.err).toMatch(/training\.start: expected one of weights and run/);
  renameSync(tuned.path('first'), tuned.path('gone'));
  const gone = await tuned.svtk(...command);
  expect(gone.err).toContain('first  training.start.run is no run with a trained network');
  expect(gone.err).toContain('found no such folder');
  expect(gone.code).toBe(3);
}, 60_000);
