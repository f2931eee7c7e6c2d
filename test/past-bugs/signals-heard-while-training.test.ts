import { existsSync } from 'node:fs';
import { openRig, tinyRecipe } from '../end-to-end/rig';

/**
 * Steps that take longer than a batch: the workers' messages never run out, and signals were not looked at before 1,000 of them.
 * Seen as a training that went on for ten minutes after SIGTERM.
 */
test('svtk train with steps slower than its workers stops within a few steps of SIGTERM', async () => {
  const rig = openRig();
  const slow = tinyRecipe
    .replace('channels: 4, blocks: [1, 1]', 'channels: 16, blocks: [1, 1, 1]')
    .replace('mels: 24', 'mels: 80');
  rig.write(
    'slow.yaml',
    slow.replace('epochs: 4', 'epochs: 400').replace('checkpoint_steps: 5', 'checkpoint_steps: 1000'),
  );
  const { child, ended } = rig.start('train', 'slow.yaml', 'training.workers=4', '--device', 'cpu');
  const metrics = rig.path('exp/slow/default/metrics.jsonl');
  const steps = (): number =>
    existsSync(metrics) ? rig.read('exp/slow/default/metrics.jsonl').split('\n').length - 1 : 0;
  while (steps() < 8 && child.exitCode === null) await new Promise(wait => setTimeout(wait, 20));
  const before = steps();
  child.kill('SIGTERM');
  const { code, err } = await ended;
  expect(err).toContain('saved');
  expect(code).toBe(75);
  expect(steps() - before).toBeLessThan(5);
  rig.remove();
}, 120_000);
