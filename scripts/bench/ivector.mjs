// Time and memory of i-vectors as VoxCeleb1 grows, on generated frames: node scripts/build.mjs && node scripts/bench/ivector.mjs [--shares 0.01,0.1] [--whole | --kaldi DIR]
// A share of VoxCeleb1 is that share of its 148,642 utterances, 600 frames of speech each. Without more, costs of a step are measured for --seconds each and given
// for the whole share. --whole trains the background model and T instead, through the stages of `svtk run` in a process of its own, from frames on disk;
// --kill N also kills that process N s into the second iteration of T, and goes on. --kaldi times Kaldi's programs (DIR with gmmbin/, fgmmbin/, ivectorbin/) beside ours.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    shares: { type: 'string', default: '0.01,0.1,1' },
    components: { type: 'string', default: '2048' },
    dimension: { type: 'string', default: '600' },
    features: { type: 'string', default: '72' },
    frames: { type: 'string', default: '600' },
    threads: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '20' },
    whole: { type: 'boolean', default: false },
    kill: { type: 'string' },
    folder: { type: 'string' },
    kaldi: { type: 'string' },
    utterances: { type: 'string', default: '48' },
  },
});
const sizes = {
  components: Number(values.components),
  size: Number(values.dimension),
  features: Number(values.features),
  length: Number(values.frames),
  threads: Number(values.threads),
};
const shares = values.shares.split(',').map(share => Math.round(Number(share) * 148_642));
console.log(
  `${sizes.components} components, ${sizes.length} frames of ${sizes.features} values an utterance, i-vectors of ${sizes.size}; ${sizes.threads} threads`,
);
if (values.kaldi !== undefined) {
  const { besideKaldi } = await import('./ivectors/beside-kaldi.mjs');
  await besideKaldi(values.kaldi, { ...sizes, utterances: Number(values.utterances) });
} else if (values.whole) {
  const { printWhole } = await import('./ivectors/whole.mjs');
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'svtk-ivector-'));
  const kill = values.kill === undefined ? undefined : Number(values.kill);
  for (const utterances of shares) await printWhole(folder, { ...sizes, utterances }, kill);
  if (values.folder === undefined) rmSync(folder, { recursive: true });
} else {
  const { printCosts } = await import('./ivectors/costs.mjs');
  await printCosts(shares, { ...sizes, limit: Number(values.seconds) });
}
