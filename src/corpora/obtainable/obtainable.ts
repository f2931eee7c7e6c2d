import type { RemoteArchive } from '../../provision/remote-file';

/** What svtk can fetch of a corpus, and what it cannot. */
export interface Obtainable {
  /** As the owners state it. */
  readonly licence: string;
  /** Free archives by name; none where the owners want to be asked. They go below data.root. */
  readonly archives: Readonly<Record<string, RemoteArchive>>;
  /** Whom to ask for what is not free, and how. */
  readonly ask?: string;
  /** The archives that a split or a trial list needs; all of them unless said. */
  archivesFor?(splitOrList: string): readonly string[];
}
