import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { svtk } from './load.mjs';

const { loadLastCheckpoint, saveCheckpoint } = svtk('training/checkpoint');

export default {
  id: 'R25',
  what: 'checkpoints of other versions of the format',
  goal: 'every released one loads; what cannot be read is refused by version',
  run: () =>
    inFolder(folder => {
      const tensors = new Map([['w', { shape: [1], data: Float32Array.of(1) }]]);
      saveCheckpoint(folder, { step: 1, tensors, state: {} }, { report() {} });
      const manifest = join(folder, 'ckpt-000001/manifest.json');
      const own = readFileSync(manifest, 'utf8');
      const count = new Count();
      for (const version of [0, 2, 99]) {
        writeFileSync(manifest, own.replace('"version": 1', `"version": ${version}`));
        const said = [];
        let refused = false;
        try {
          loadLastCheckpoint(folder, { report: event => said.push(event.text) });
        } catch (error) {
          refused = error.exitCode === 3;
        }
        const named = said.some(text => text.includes('another version') && text.includes(`found ${version}`));
        count.check(refused && named, `version ${version}: ${said.join('; ')}`);
      }
      return count.with(
        `${count.survived} refused by version`,
        'no format is released yet, so there is no old one to load',
      );
    }),
};
