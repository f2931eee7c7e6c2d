import type { Obtainable } from './obtainable';
import { openslrFile } from './openslr';

/**
 * Archive of a split → md5 by the owners' md5sum.txt, and length: kaldi@f4007661023b egs/librispeech/s5/local/download_and_untar.sh,
 * sizes_new; of the last two, of Mini LibriSpeech, as several who fetched them state it.
 */
const published: Readonly<Record<string, readonly [resource: number, md5: string, bytes: number]>> = {
  'dev-clean': [12, '42e2234ba48799c1f50f24a7926300a1', 337_926_286],
  'test-clean': [12, '32fa31d27d2e1cad72775fee3f4849a9', 346_663_984],
  'dev-other': [12, 'c8d0bcc9cca99d4f8b62fcc847357931', 314_305_928],
  'test-other': [12, 'fb5a50374b501bb3bac4815ee91d3135', 328_757_843],
  'train-clean-100': [12, '2a93770f6d5c6c964bc36631d331a522', 6_387_309_499],
  'train-clean-360': [12, 'c0e676e450a7ff2f54aeade5171606fa', 23_049_477_885],
  'train-other-500': [12, 'd1a0fd59409feb2c614ce4d30c387708', 30_593_501_606],
  'train-clean-5': [31, '5df7d4e78065366204ca6845bb08f490', 332_954_390],
  'dev-clean-2': [31, '6d7ab67ac6a1d2c993d050e16d61080d', 126_046_265],
};

const archives: Obtainable['archives'] = Object.fromEntries(
  Object.entries(published).map(([split, [resource, md5, bytes]]) => [
    split,
    {
      form: 'tar.gz',
      parts: [openslrFile(resource, `${split}.tar.gz`, { md5, bytes, checksumFrom: "the owners' md5sum.txt" })],
      packed: bytes,
      // FLAC does not pack any further.
      unpacked: 1.2 * bytes,
      places: [{ from: `LibriSpeech/${split}`, to: `LibriSpeech/${split}` }],
    },
  ]),
);

/** Where LibriSpeech is free to have: an archive for each split. */
export const librispeech: Obtainable = {
  licence: 'CC BY 4.0',
  archives,
  archivesFor: use => [use.replace(/-pairs$/, '')],
};
