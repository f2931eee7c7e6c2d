import type { Report } from '../core/events';
import type { Seconds } from '../core/units';
import type { FileDigests } from './file-digests';
import type { RunDirectory } from './run-directory';
import type { Stage } from './stage';

/** What the stages of one call of runStages share. */
export interface Session {
  readonly run: RunDirectory;
  readonly options: {
    readonly force?: boolean;
    readonly fresh?: boolean;
    readonly dryRun?: boolean;
    readonly acceptCode?: boolean;
    readonly signal: AbortSignal;
  };
  readonly command: string;
  readonly report: Report;
  readonly digests: FileDigests;
  /** Folder of each stage met so far. */
  readonly homes: Map<Stage, string>;
  /** Content by artifact label of what the stages so far made. */
  readonly made: Map<string, string>;
  /** Stages that a dry run found to be stale. */
  readonly pending: Set<Stage>;
}

export interface StageOutcome {
  readonly stage: string;
  /** `may-run`: a stage before it runs first, and may make the same again. */
  readonly state: 'fresh' | 'ran' | 'taken' | 'would-run' | 'may-run';
  /** What has changed; empty for fresh stages. */
  readonly because: readonly string[];
  readonly seconds: Seconds;
}
