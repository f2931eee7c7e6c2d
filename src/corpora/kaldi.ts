/** A Kaldi data directory: wav.scp, utt2spk, at times segments, at times a trials file. Commands in wav.scp (`… |`) are refused, never run. */
import { join } from 'node:path';
import { z } from 'zod';
import { defineCorpus } from './corpus';
import { readKaldiDirectory } from './kaldi-directory';
import { ownCorpus, ownListOptions, pathIn } from './own-lists';

export const kaldi = defineCorpus({
  summary: 'a Kaldi data directory: wav.scp, utt2spk, segments',
  source: 'Kaldi, the page "Data preparation"',
  options: z.strictObject({
    directory: z.string().min(1).describe('the data directory; absolute, or below data.root'),
    base: z
      .string()
      .min(1)
      .default('.')
      .describe('the folder that relative paths in wav.scp start from; absolute, or below data.root'),
    ...ownListOptions,
  }),
  build({ directory, base, ...options }, context) {
    const folder = pathIn(directory, context);
    const rows = () => readKaldiDirectory(folder, pathIn(base, context));
    return ownCorpus(
      'kaldi',
      rows,
      options,
      context,
      ['wav.scp', 'utt2spk', 'segments'].map(list => join(folder, list)),
    );
  },
});
