import type { Obtainable } from './obtainable';
import { openslrFile } from './openslr';

/** Where speechocean762 is free to have. */
export const speechocean762: Obtainable = {
  licence: 'free for commercial and non-commercial use, says its README',
  archives: {
    speechocean762: {
      form: 'tar.gz',
      // OpenSLR 101 publishes no checksum.
      parts: [openslrFile(101, 'speechocean762.tar.gz')],
      packed: 0.6e9,
      unpacked: 2e9,
      places: [{ from: 'speechocean762', to: 'speechocean762' }],
    },
  },
};
