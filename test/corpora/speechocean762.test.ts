import { DataError, UsageError } from '../../src/core/errors';
import type { RunEvent } from '../../src/core/events';
import { readUtterances } from '../../src/corpora/all-rows';
import { speechocean762 } from '../../src/corpora/speechocean762';
import { testWithData } from './shared-data';

const ignore = (): void => {};
const open = (root: string) => speechocean762.build(speechocean762.options.parse({}), { root });

testWithData(
  'speechocean762 utterances(train) are 360 of 60 speakers, with a note that the complete corpus has 2,500',
  async data => {
    const events: RunEvent[] = [];
    const rows = await readUtterances(open(data).utterances('train', event => events.push(event)));
    expect(rows).toHaveLength(360);
    expect(new Set(rows.map(row => row.speaker)).size).toBe(60);
    expect(rows[0]).toEqual({
      id: '000010011',
      audio: `${data}/speechocean762/WAVE/SPEAKER0001/000010011.WAV`,
      speaker: '0001',
    });
    expect(events).toEqual([
      {
        type: 'note',
        text: 'speechocean762 train: 360 utterances of 60 speakers; the complete corpus has 2500 utterances of 125 speakers',
      },
    ]);
  },
);

testWithData(
  'speechocean762 trials(test-all-pairs) are all 7,140 pairs of 120 utterances, 300 of them targets',
  async data => {
    const { trials, utterances } = await open(data).trials('test-all-pairs', ignore);
    expect(utterances).toHaveLength(120);
    expect(trials).toHaveLength(7140);
    expect(trials.filter(trial => trial.target)).toHaveLength(20 * 15);
  },
);

testWithData('speechocean762 finds itself where data.root is its own folder', async data => {
  expect(await readUtterances(open(`${data}/speechocean762`).utterances('test', ignore))).toHaveLength(120);
});

testWithData('speechocean762 utterances(dev) is an error that names the splits', async data => {
  await expect(readUtterances(open(data).utterances('dev', ignore))).rejects.toThrow(UsageError);
});

test('speechocean762 in an empty place says where it looked, the layout and where to get it', async () => {
  const rows = readUtterances(open('/nowhere').utterances('test', ignore));
  await expect(rows).rejects.toThrow(DataError);
  await expect(rows).rejects.toThrow(
    'the corpus speechocean762 is not there: expected WAVE/SPEAKERnnnn/*.WAV, train/{wav.scp,utt2spk}, test/{wav.scp,utt2spk}, ' +
      'found no WAVE in /nowhere/speechocean762, /nowhere/SPEECHOCEAN762, /nowhere\n' +
      '  set data.root to the folder that holds it, or its option root. To get it: the page "OpenSLR 101: speechocean762"',
  );
});
