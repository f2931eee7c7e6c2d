import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from './folder.mjs';
import { killedRuns } from './killed-runs.mjs';

/**
 * The commands whose every call is killed and fails: between them they write shards' manifests, models of i-vectors, embeddings, scores,
 * tables, reports, records, logs and single files. What `slow` marks takes
 * seconds each time, or to prepare.
 */
export async function tracedCommands() {
  const [network, iVectors, rows] = await killedRuns();
  const lay = killed => place => {
    mkdirSync(place);
    killed.lay(place);
  };
  const upTo = (killed, stage) => (place, run) => {
    lay(killed)(place);
    run(['run', killed.words[1], '--to', stage, '--device', 'cpu']);
  };
  const embeddings = 'exp/tiny/default/embeddings/generated-voices-test-pairs.npy';
  return [
    { name: 'prepare', prepare: lay(network), words: ['prepare', 'tiny.yaml'] },
    {
      name: 'i-vectors',
      prepare: upTo(iVectors, 'frames'),
      words: ['run', 'i.yaml', '--to', 'embed', '--device', 'cpu'],
    },
    {
      name: 'scores to report',
      prepare: upTo(network, 'embed'),
      words: ['run', 'tiny.yaml', '--device', 'cpu'],
      also: ['exp/tiny/default/report.html'],
    },
    {
      name: 'joint table',
      slow: true,
      prepare: upTo(rows, 'report'),
      words: ['table', 'two.yaml'],
      also: ['exp/two/report.html'],
    },
    {
      name: 'svtk score',
      prepare(place, run) {
        upTo(network, 'embed')(place, run);
        const shared = join(place, 'exp/.shared');
        const list = filesBelow(shared).find(path => path.endsWith('/trials.txt'));
        copyFileSync(join(shared, list), join(place, 'trials'));
      },
      words: place => ['score', 'trials', '--embeddings', embeddings, '--out', join(place, 'scores.txt')],
      also: ['scores.txt'],
    },
    {
      name: 'train',
      slow: true,
      prepare: upTo(network, 'check'),
      words: ['run', 'tiny.yaml', '--to', 'train', '--device', 'cpu'],
    },
  ];
}
