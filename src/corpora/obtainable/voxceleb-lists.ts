import type { RemoteArchive } from '../../provision/remote-file';

/** md5 of the owners' trial lists: PaddlePaddle/PaddleSpeech, examples/voxceleb's preparation, TRIAL_LIST. */
const lists = {
  'veri_test.txt': '29fc7cc1c5d59f0816dc15d6e8be60f7',
  'veri_test2.txt': 'b73110731c9223c1461fe49cb48dddfc',
  'list_test_hard.txt': '21c341b6b2168eea2634df0fb4b8fff1',
  'list_test_hard2.txt': '857790e09d579a68eb2e339a090343c8',
  'list_test_all.txt': 'b9ecf7aa49d4b656aa927a8092844e4a',
  'list_test_all2.txt': 'a53e059deb562ffcfc092bf5d90d9f3a',
};

function plain(url: string, file: string, md5: string, checksumFrom: string): RemoteArchive {
  return {
    form: 'plain',
    parts: [{ urls: [url], md5, checksumFrom }],
    packed: 50e6,
    unpacked: 100e6,
    places: [{ from: '', to: `lists/voxceleb/${file}` }],
  };
}

/** The owners' list of VoxCeleb2's speakers. */
export const voxceleb2Lists: Readonly<Record<string, RemoteArchive>> = {
  'vox2_meta.csv': plain(
    'https://www.openslr.org/resources/49/vox2_meta.csv',
    'vox2_meta.csv',
    '6090d767f8334733dfe4c6578fa725c2',
    'kiwano (mrouvier/kiwano), download_voxceleb2.py',
  ),
};

/** The owners' trial lists and list of speakers of VoxCeleb1, which are free; they go where the corpus looks for them. */
export const voxcelebLists: Readonly<Record<string, RemoteArchive>> = {
  ...Object.fromEntries(
    Object.entries(lists).map(([file, md5]) => [
      file,
      plain(`https://www.robots.ox.ac.uk/~vgg/data/voxceleb/meta/${file}`, file, md5, 'PaddleSpeech, TRIAL_LIST'),
    ]),
  ),
  'vox1_meta.csv': plain(
    'https://www.openslr.org/resources/49/vox1_meta.csv',
    'vox1_meta.csv',
    'f5067cae5157ca27904c4b0a926e2661',
    'kiwano (mrouvier/kiwano), download_voxceleb1.py',
  ),
};
