import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { writeAtomically } from '../core/atomic-write';
import { isAlive } from '../core/orphans';
import type { RunDirectory } from './run-directory';
import { isObject } from './stage-record';

export interface RunStatus {
  /** `killed` is never written: it is what `running` means once its process is gone. */
  readonly state: 'running' | 'finished' | 'stopped' | 'failed' | 'killed';
  readonly stage?: string;
  readonly time: string;
}

/** Notes how a run stands. A full disk must not hide the error that is on its way, so failing to write is no error here. */
export function writeStatus(run: RunDirectory, status: { state: RunStatus['state']; stage?: string }): void {
  const stage = status.stage ?? readStatus(run.status)?.stage;
  const note = { ...(stage === undefined ? {} : { stage }), time: new Date().toISOString() };
  try {
    writeAtomically(
      run.status,
      `${JSON.stringify({ state: status.state, ...note, pid: process.pid, host: hostname() })}\n`,
    );
  } catch {
    // The status is for `svtk runs` alone; the log and the records tell the same.
  }
}

/** Undefined where no run has begun. */
export function readStatus(path: string): RunStatus | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { stage, time, pid, host } = value;
  const state = (['running', 'finished', 'stopped', 'failed'] as const).find(word => word === value['state']);
  if (state === undefined) return undefined;
  const gone = state === 'running' && host === hostname() && typeof pid === 'number' && !isAlive(pid);
  return {
    state: gone ? 'killed' : state,
    ...(typeof stage === 'string' ? { stage } : {}),
    time: typeof time === 'string' ? time : '',
  };
}
