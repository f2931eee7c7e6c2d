import { utimesSync, writeFileSync } from 'node:fs';
import { Count } from './count.mjs';
import { testModule } from './load.mjs';

const later = () => new Date(Date.now() + 86_400_000);

/** Each class of input: what is changed, and the stages that must run, no more and no fewer. */
const changes = [
  ['nothing', {}, ''],
  ['touch of a file', {}, '', list => utimesSync(list, later(), later())],
  ['a key of prepare', { speakers: 4 }, 'prepare train score'],
  ['a key of train', { margin: 0.3 }, 'train score'],
  ['the seed', { seed: 2 }, 'train score'],
  ['a key of score', { metric: 'min-dcf' }, 'score'],
  ['the version of ffmpeg', { ffmpeg: '6.0' }, 'prepare train score'],
  // The weights come out the same, so what reads them stays fresh.
  ['the code of a loss', { lossModule: 'core/vectors' }, 'train'],
  ['bytes of a file', {}, 'prepare train score', list => writeFileSync(list, 'a\nx\nc\n')],
  ['bytes that change no shard', {}, 'prepare', list => writeFileSync(list, 'a\nb\nx\n')],
];

export default {
  id: 'R20',
  what: 'each class of input changed, or only touched',
  goal: '0 stale hits, 0 needless reruns; the changed input is named',
  run: async () => {
    const { toyExperiment } = await testModule('pipeline/toy-stages');
    const count = new Count();
    let [stale, needless] = [0, 0];
    for (const [what, inputs, expected, change] of changes) {
      const toy = toyExperiment();
      try {
        const first = await toy.run();
        count.check(first.ran === 'prepare train score', `${what}: the first run ran ${first.ran}`);
        change?.(toy.list);
        toy.events.length = 0;
        const { ran } = await toy.run(inputs);
        if (expected.split(' ').some(stage => !ran.includes(stage))) stale++;
        if (ran.split(' ').some(stage => !expected.includes(stage))) needless++;
        count.check(ran === expected, `${what}: '${ran}' ran, expected '${expected}'`);
        const reasons = toy.events.flatMap(event => (event.type === 'stage-started' ? [event.because] : []));
        const named = reasons.every(
          because => because !== undefined && because !== '' && !/not finished/.test(because),
        );
        count.check(named, `${what}: ${reasons.join('; ')}`);
        const again = await toy.run(inputs);
        count.check(again.ran === '', `${what}: a second time ran ${again.ran}`);
      } finally {
        toy.remove();
      }
    }
    return count.with(`${stale} stale hits, ${needless} needless reruns, ${changes.length} classes`);
  },
};
