import type { Obtainable } from './obtainable';

/** Where the Free Spoken Digit Dataset is free to have. */
export const freeSpokenDigits: Obtainable = {
  licence: 'CC BY-SA 4.0',
  archives: {
    'free-spoken-digits': {
      form: 'tar.gz',
      parts: [
        {
          urls: ['https://github.com/Jakobovski/free-spoken-digit-dataset/archive/v1.0.9.tar.gz'],
          sha256: '8bc44cde129d505cbbb6b365c09f80c663f2aa77578afc634e6141a2f87100c0',
          checksumFrom: 'tensorflow/datasets@90b66237 tensorflow_datasets/datasets/spoken_digit/checksums.tsv',
        },
      ],
      packed: 12e6,
      unpacked: 100e6,
      places: [{ from: 'free-spoken-digit-dataset-1.0.9', to: 'free-spoken-digit-dataset' }],
    },
  },
};
