import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../core/atomic-write';
import type { Bytes, Seconds } from '../core/units';
import type { Fingerprint } from './fingerprint';
import type { Stage } from './stage';

/** What a finished stage leaves, written last: without it, what the stage made does not count. */
export interface StageRecord {
  readonly version: 1;
  readonly stage: string;
  readonly fingerprint: Fingerprint;
  readonly makes: Readonly<Record<string, RecordedContent>>;
  readonly finished: string;
  readonly seconds: Seconds;
  /** Folder of a shared stage, below the experiment folder. */
  readonly shared?: string;
}

export interface RecordedContent {
  readonly path: string;
  readonly sha256: string;
  readonly files: number;
  readonly bytes: Bytes;
}

/** Where a run keeps the record of a stage; for a shared stage a copy, which says what the run used last. */
export function recordPath(run: string, stage: Stage): string {
  return join(run, 'stages', `${stage.name}.json`);
}

/** The record of the last time, while the stage runs again: it tells what changed, and counts for nothing else. */
export function previousPath(run: string, stage: Stage): string {
  return join(run, 'stages', `${stage.name}.previous.json`);
}

export function writeRecord(path: string, record: StageRecord): void {
  writeAtomically(path, `${JSON.stringify(record, null, 1)}\n`);
}

/** Undefined where there is none, or none that this version understands: the stage then counts as never run. */
export function readRecord(path: string): StageRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is StageRecord {
  if (!isObject(value) || value['version'] !== 1 || typeof value['stage'] !== 'string') return false;
  const { fingerprint, makes } = value;
  if (!isFingerprint(fingerprint) || !isObject(makes)) return false;
  return Object.values(makes).every(content => isObject(content) && typeof content['sha256'] === 'string');
}

export function isFingerprint(value: unknown): value is Fingerprint {
  if (!isObject(value) || !('settings' in value)) return false;
  return ['reads', 'files', 'code', 'versions'].every(part => {
    const record = value[part];
    return isObject(record) && Object.values(record).every(entry => typeof entry === 'string');
  });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
