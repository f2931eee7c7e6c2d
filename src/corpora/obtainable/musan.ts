import type { Obtainable } from './obtainable';
import { openslrFile } from './openslr';

/** Where MUSAN is free to have. */
export const musan: Obtainable = {
  licence: 'CC BY 4.0',
  archives: {
    musan: {
      form: 'tar.gz',
      parts: [
        openslrFile(17, 'musan.tar.gz', {
          md5: '0c472d4fc0c5141eca47ad1ffeb2a7df',
          checksumFrom: 'wespeaker@dfa7419 examples/voxceleb/v2/local/download_data.sh',
        }),
      ],
      packed: 11.1e9,
      unpacked: 15e9,
      places: [{ from: 'musan', to: 'musan' }],
    },
  },
};
