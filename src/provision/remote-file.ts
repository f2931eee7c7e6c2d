import type { Bytes } from '../core/units';

/** A file that its owners, or a mirror of theirs, serve by HTTP. */
export interface RemoteFile {
  /** Tried in this order. */
  readonly urls: readonly string[];
  /** Its exact length, where somebody published it. */
  readonly bytes?: Bytes;
  readonly md5?: string;
  readonly sha256?: string;
  /** Who published the checksum. Without one the first download is trusted, and later ones must be like it. */
  readonly checksumFrom?: string;
}

/** What a download becomes: a file as it is, or the contents of an archive, of which large ones come in parts. */
export interface RemoteArchive {
  readonly form: 'tar.gz' | 'zip' | 'plain';
  /** Parts of one archive, in their order; a zip archive and a plain file have one. */
  readonly parts: readonly RemoteFile[];
  /** About what the parts have together, for bars and for room on the disk. */
  readonly packed: Bytes;
  /** What it takes on disk, generously: more than this is refused as a decompression bomb. */
  readonly unpacked: Bytes;
  /** Files and folders of the archive, and their places below the folder of corpora; of a plain file, one with an empty `from`. */
  readonly places: readonly { readonly from: string; readonly to: string }[];
}

/** The last part of an address: `musan.tar.gz`. */
export function fileNameOf({ urls }: RemoteFile): string {
  const name = new URL(urls[0] ?? '').pathname.split('/').at(-1) ?? '';
  // It becomes a file's name here, and comes from a list of ours.
  if (!/^[\w.-]+$/.test(name) || name.startsWith('.')) throw new Error(`not a file name: ${name}`);
  return name;
}
