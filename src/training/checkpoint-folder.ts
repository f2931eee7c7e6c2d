import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../core/atomic-write';

/** The parts of a checkpoint, in the order in which they are written. */
export const checkpointFiles = ['tensors.safetensors', 'state.json'] as const;
export const manifestFile = 'manifest.json';

/** `ckpt-000123`. */
export function checkpointName(step: number): string {
  return `ckpt-${String(step).padStart(6, '0')}`;
}

/** Steps of the finished checkpoints in a folder, newest first; whether they are whole shows when they are read. */
export function checkpointSteps(directory: string): number[] {
  let entries: string[];
  try {
    entries = readdirSync(directory);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const steps = entries.flatMap(entry => /^ckpt-(\d{6,})$/.exec(entry)?.[1] ?? []).map(Number);
  return steps.sort((a, b) => b - a);
}

/** Name of the newest checkpoint, in a file for people and other programs; svtk itself looks at the folder. */
export function pointToLast(directory: string, step: number): void {
  writeAtomically(join(directory, 'last'), `${checkpointName(step)}\n`);
}

/** Removes a checkpoint under another name, so that nobody meets a half of it as a checkpoint. */
export function removeCheckpoint(directory: string, step: number): void {
  const going = join(directory, `${checkpointName(step)}.gone.tmp-${process.pid}`);
  rmSync(going, { recursive: true, force: true });
  renameSync(join(directory, checkpointName(step)), going);
  rmSync(going, { recursive: true, force: true });
}

/** Removes what killed processes left half-written or half-removed; for the one process that holds the run's lock. */
export function removeHalfCheckpoints(directory: string): void {
  for (const entry of readdirSync(directory).filter(name => /\.tmp-\d+$/.test(name))) {
    rmSync(join(directory, entry), { recursive: true, force: true });
  }
}
