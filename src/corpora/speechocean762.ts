/**
 * speechocean762 (Zhang et al. 2021, speechocean762: An open-source non-native English speech corpus for pronunciation assessment).
 *
 * Contents: 5,000 English sentences read by 250 Mandarin speakers, half of them children; one session a speaker; 16 kHz
 * 16-bit mono WAV, 6 hours, 0.6 GB. train and test have 2,500 utterances of 125 speakers each, no speaker in both.
 * Licence: free for commercial and non-commercial use, says the corpus's README. Owner's page: "OpenSLR 101: speechocean762".
 * Layout: WAVE/SPEAKERnnnn/*.WAV, and Kaldi lists train/{wav.scp,utt2spk}, test/{wav.scp,utt2spk}.
 */
import { z } from 'zod';
import { allPairs, sameSessionOption } from './all-pairs';
import { readUtterances } from './all-rows';
import { type Corpus, type CorpusContext, defineCorpus } from './corpus';
import { readKaldiDirectory } from './kaldi-directory';
import { locateCorpus, rootOption } from './locate';
import { tellSize } from './official-size';
import { unknownSplit, unknownTrialList } from './unknown-name';

const name = 'speechocean762';
const splits = ['train', 'test'] as const;
/** A split's utterances and speakers in the complete corpus. */
const official = { utterances: 2500, speakers: 125 };

const options = z.strictObject({ root: rootOption, same_session: sameSessionOption('keep') });

export const speechocean762 = defineCorpus({
  summary: 'English read by 250 Mandarin speakers, adults and children; 6 hours, one session a speaker',
  source:
    'Zhang et al. 2021, speechocean762: An open-source non-native English speech corpus for pronunciation assessment',
  options,
  build: corpusOf,
});

function corpusOf({ root, same_session }: z.output<typeof options>, context: CorpusContext): Corpus {
  const folder = (): string =>
    locateCorpus(
      {
        corpus: name,
        folders: [name, 'SPEECHOCEAN762', ''],
        evidence: ['WAVE'],
        layout: 'WAVE/SPEAKERnnnn/*.WAV, train/{wav.scp,utt2spk}, test/{wav.scp,utt2spk}',
        origin: 'the page "OpenSLR 101: speechocean762"',
      },
      root,
      context,
    );
  const corpus: Corpus = {
    name,
    splits,
    trialLists: ['test-all-pairs'],
    async *utterances(split, report) {
      if (!splits.some(known => known === split)) unknownSplit(name, split, splits);
      const base = folder();
      // Every speaker came once, so the speaker is the session.
      const rows = readKaldiDirectory(`${base}/${split}`, base);
      yield* tellSize(`${name} ${split}`, rows, official, report);
    },
    async trials(list, report) {
      if (list !== 'test-all-pairs') unknownTrialList(name, list, corpus.trialLists);
      return allPairs(list, await readUtterances(corpus.utterances('test', report)), same_session);
    },
    inputs: () => [folder()],
    waveforms: { kind: 'files' },
  };
  return corpus;
}
