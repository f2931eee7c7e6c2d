import type { Obtainable } from './obtainable';
import { openslrFile } from './openslr';

/** Where RIRS_NOISES is free to have. */
export const rirsNoises: Obtainable = {
  licence: 'Apache 2.0',
  archives: {
    'rirs-noises': {
      form: 'zip',
      parts: [
        openslrFile(28, 'rirs_noises.zip', {
          md5: 'e6f48e257286e05de56413b4779d8ffb',
          checksumFrom: 'OpenSLR 28, checksum.md5; wespeaker@dfa7419 examples/voxceleb/v2/local/download_data.sh',
        }),
      ],
      packed: 1.32e9,
      unpacked: 6e9,
      places: [{ from: 'RIRS_NOISES', to: 'RIRS_NOISES' }],
    },
  },
};
