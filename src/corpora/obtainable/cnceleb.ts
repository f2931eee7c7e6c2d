import type { Obtainable } from './obtainable';
import { openslrFile } from './openslr';

/** Of the first part the same as in wespeaker@dfa7419 examples/cnceleb/v2/local/download_data.sh. */
const checksumFrom = 'kiwano (mrouvier/kiwano), download_cn_celeb.py';

/** Where CN-Celeb is free to have. */
export const cnceleb: Obtainable = {
  licence: 'CC BY-SA 4.0',
  archives: {
    'cn-celeb1': {
      form: 'tar.gz',
      parts: [openslrFile(82, 'cn-celeb_v2.tar.gz', { md5: '7ab1b214028a7439e26608b2d5a0336c', checksumFrom })],
      packed: 22.3e9,
      unpacked: 40e9,
      places: [{ from: 'CN-Celeb_flac', to: 'CN-Celeb_flac' }],
    },
    'cn-celeb2': {
      form: 'tar.gz',
      parts: [
        openslrFile(82, 'cn-celeb2_v2.tar.gzaa', { md5: '4cdf738cff565ce35ad34274848659c3', checksumFrom }),
        openslrFile(82, 'cn-celeb2_v2.tar.gzab', { md5: '4ff59a7009b79ef7043498ad3882b81b', checksumFrom }),
        openslrFile(82, 'cn-celeb2_v2.tar.gzac', { md5: '3aa8e6e7f7ec4382f9926b1b31498228', checksumFrom }),
      ],
      packed: 75e9,
      unpacked: 150e9,
      places: [{ from: 'CN-Celeb2_flac', to: 'CN-Celeb2_flac' }],
    },
  },
  archivesFor: split =>
    split === 'train' ? ['cn-celeb1', 'cn-celeb2'] : [split === 'train2' ? 'cn-celeb2' : 'cn-celeb1'],
};
