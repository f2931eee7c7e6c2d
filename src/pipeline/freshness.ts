import { join } from 'node:path';
import type { FileDigests } from './file-digests';
import {
  type Contents,
  type Difference,
  differences,
  type Fingerprint,
  fingerprintOf,
  identityOf,
} from './fingerprint';
import type { RunDirectory } from './run-directory';
import { artifactLabel, type Stage } from './stage';
import { previousPath, readRecord, recordPath, type StageRecord } from './stage-record';

/** A stage as it stands against its record. */
export interface Standing {
  readonly fingerprint: Fingerprint;
  readonly identity: string;
  /** Where its artifacts lie. */
  readonly home: string;
  readonly record: StageRecord | undefined;
  /** Why it has to run, most telling first; empty if it is fresh. */
  readonly because: readonly string[];
  /** True if nothing but its code differs from a finished run whose artifacts are whole. */
  readonly onlyCode: boolean;
}

/** Compares a stage with its record; reads only. `made` holds the contents of what it reads. */
export async function standingOf(
  stage: Stage,
  run: RunDirectory,
  made: Contents,
  digests: FileDigests,
): Promise<Standing> {
  const fingerprint = await fingerprintOf(stage, made, digests);
  const identity = identityOf(fingerprint);
  const home = homeOf(stage, run, identity);
  const record = readRecord(ownRecordPath(stage, run, home));
  const lastUsed = record ?? readRecord(recordPath(run.path, stage)) ?? readRecord(previousPath(run.path, stage));
  const standing = { fingerprint, identity, home, record };
  if (lastUsed === undefined) return { ...standing, because: ['it has not finished before'], onlyCode: false };
  const changed = differences(lastUsed.fingerprint, fingerprint);
  const damage = record === undefined ? [] : await damageOf(stage, home, record, digests);
  const texts = [...changed.map(({ text }) => text), ...damage];
  const unfinished = record === undefined && texts.length === 0 ? ['it has not finished since'] : [];
  return { ...standing, because: [...texts, ...unfinished], onlyCode: isOnlyCode(changed, damage, record) };
}

function isOnlyCode(
  changed: readonly Difference[],
  damage: readonly string[],
  record: StageRecord | undefined,
): boolean {
  const whole = record !== undefined && damage.length === 0;
  return whole && changed.length > 0 && changed.every(({ part }) => part === 'code');
}

/** The folder of a stage's artifacts: the run's, or for a shared stage one of its fingerprint. */
export function homeOf(stage: Stage, run: RunDirectory, identity: string): string {
  return stage.home === 'run' ? run.path : join(run.shared, `${stage.name}-${identity}`);
}

/** The record that decides: a shared stage keeps it with what it made. */
export function ownRecordPath(stage: Stage, run: RunDirectory, home: string): string {
  return stage.home === 'run' ? recordPath(run.path, stage) : join(home, 'stage.json');
}

/** What is no longer as the stage left it. */
export async function damageOf(
  stage: Stage,
  home: string,
  record: StageRecord,
  digests: FileDigests,
): Promise<string[]> {
  const damage: string[] = [];
  for (const artifact of stage.makes) {
    const label = artifactLabel(artifact);
    const recorded = record.makes[artifact.name];
    const content = await digests.of(join(home, artifact.path));
    if (recorded === undefined) damage.push(`${label} is new`);
    else if (content === undefined) damage.push(`${label} is missing`);
    else if (content.sha256 !== recorded.sha256) damage.push(`${label} is not as the stage left it`);
  }
  return damage;
}
