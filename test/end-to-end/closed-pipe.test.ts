import { once } from 'node:events';
import { openRig, tinyRecipe } from './rig';

test('svtk run whose reader goes away stops as at SIGTERM, with 75, and the next run goes on', async () => {
  const rig = openRig();
  try {
    rig.write('tiny.yaml', tinyRecipe);
    const { child, ended } = rig.start('run', 'tiny.yaml', '--device', 'cpu');
    if (child.stderr === null || child.stdout === null) throw new Error('no pipes');
    await once(child.stderr, 'data');
    child.stderr.destroy();
    child.stdout.destroy();
    const { code, signal } = await ended;
    expect([code, signal]).toEqual([75, null]);
    expect(rig.read('exp/tiny/default/status.json')).toContain('stopped');
    const again = await rig.svtk('run', 'tiny.yaml', '--to', 'prepare', '--device', 'cpu');
    expect(again.code).toBe(0);
  } finally {
    rig.remove();
  }
}, 120_000);

test('svtk list whose reader goes away ends quietly', async () => {
  const rig = openRig();
  try {
    const { child, ended } = rig.start('list');
    child.stdout?.destroy();
    const { code, err } = await ended;
    expect([code, err]).toEqual([0, '']);
  } finally {
    rig.remove();
  }
});
