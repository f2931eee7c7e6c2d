import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncDirectory } from '../core/atomic-write';
import { describeBytes, explainDiskFault, freeSpace } from '../core/disk-fault';
import { DataError, EnvironmentError } from '../core/errors';
import type { Report } from '../core/events';
import { writeWhole } from '../core/write-whole';
import { decodeSafetensors, encodeSafetensors, floatTensors } from '../manifest/safetensors';
import {
  checkpointFiles,
  checkpointName,
  checkpointSteps,
  manifestFile,
  pointToLast,
  removeCheckpoint,
  removeHalfCheckpoints,
} from './checkpoint-folder';
import { checkManifest, describeManifest, type FileSum } from './checkpoint-manifest';

/** The whole state of a training after `step` steps. */
export interface Checkpoint {
  readonly step: number;
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
  /** Plain JSON data; `identity` in it tells which settings the training has. */
  readonly state: Readonly<Record<string, unknown>>;
}

export interface SaveOptions {
  readonly report: Report;
  /** How many of the newest to keep, 2 by default and at least. */
  readonly keep?: number;
}

/**
 * Saves a checkpoint so that a crash at any moment leaves the one before or this one: a folder written beside, each file
 * flushed, the manifest with their sha256 last, then renamed; then older ones are pruned.
 * Throws EnvironmentError when the disk is full or fails, after removing what it wrote; the last good checkpoint stays.
 */
export function saveCheckpoint(directory: string, { step, tensors, state }: Checkpoint, options: SaveOptions): void {
  const pieces = {
    'tensors.safetensors': encodeSafetensors(tensors),
    'state.json': [Buffer.from(`${JSON.stringify({ step, ...state }, null, 1)}\n`)],
  };
  const need = Object.values(pieces)
    .flat()
    .reduce((sum, { byteLength }) => sum + byteLength, 0);
  const final = join(directory, checkpointName(step));
  const beside = `${final}.tmp-${process.pid}`;
  try {
    mkdirSync(directory, { recursive: true });
    demandRoom(directory, need);
    rmSync(beside, { recursive: true, force: true });
    mkdirSync(beside);
    const sums = checkpointFiles.map(name => writeFlushed(join(beside, name), name, pieces[name]));
    writeFlushed(join(beside, manifestFile), manifestFile, [Buffer.from(describeManifest(step, sums))]);
    syncDirectory(beside);
    if (existsSync(final)) removeCheckpoint(directory, step);
    renameSync(beside, final);
    syncDirectory(directory);
    pointToLast(directory, step);
    const superfluous = checkpointSteps(directory)
      .filter(other => other <= step)
      .slice(Math.max(2, options.keep ?? 2));
    for (const older of superfluous) removeCheckpoint(directory, older);
  } catch (error) {
    tidy(directory);
    const last = checkpointSteps(directory)[0];
    const kept =
      last === undefined
        ? 'there is no checkpoint yet'
        : `the last checkpoint is ${join(directory, checkpointName(last))}`;
    throw explainDiskFault(error, { path: directory, need, kept });
  }
}

function demandRoom(directory: string, need: number): void {
  const free = freeSpace(directory);
  if (free > need) return;
  const full: NodeJS.ErrnoException = new Error(`${describeBytes(free)} free`);
  full.code = 'ENOSPC';
  throw full;
}

function writeFlushed(path: string, name: string, pieces: readonly Uint8Array[]): FileSum {
  const hash = createHash('sha256');
  let size = 0;
  const file = openSync(path, 'wx');
  try {
    for (const piece of pieces) {
      writeWhole(file, piece);
      hash.update(piece);
      size += piece.length;
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return { name, size, sha256: hash.digest('hex') };
}

/** On a disk that fails, removing may fail too; the next start does it then. */
function tidy(directory: string): void {
  try {
    removeHalfCheckpoints(directory);
  } catch {
    // The error that brought us here is the one to show.
  }
}

export interface LoadOptions {
  readonly report: Report;
  /** Only a checkpoint whose `state.identity` is this one is loaded. */
  readonly identity?: string;
}

/**
 * The newest checkpoint that is whole: each file has the size and sha256 of the manifest. One that is not is passed over with a
 * warning. Undefined where there is none at all; DataError where there are some and none can be used.
 */
export function loadLastCheckpoint(directory: string, options: LoadOptions): Checkpoint | undefined {
  const refused = new Set<number>();
  for (;;) {
    const steps = checkpointSteps(directory);
    const step = steps.find(candidate => !refused.has(candidate));
    if (step === undefined) {
      // Checkpoints that were pruned while we looked are no fault of theirs.
      if (steps.length === 0) return undefined;
      throw new DataError({
        what: 'no checkpoint can be used',
        where: directory,
        found: `${steps.length} that are broken or belong to other settings`,
        remedy: 'svtk run … --force starts again from the first step and keeps these in superseded/',
      });
    }
    const folder = join(directory, checkpointName(step));
    try {
      return readCheckpoint(folder, step, options.identity);
    } catch (error) {
      refused.add(step);
      if (!existsSync(folder)) continue;
      if (!(error instanceof DataError || error instanceof EnvironmentError)) throw error;
      options.report({ type: 'warning', text: `${error.message}; the checkpoint before it is used` });
    }
  }
}

function readCheckpoint(folder: string, step: number, identity: string | undefined): Checkpoint {
  const read = (name: string): Buffer => {
    try {
      return readFileSync(join(folder, name));
    } catch (error) {
      throw new DataError(
        { what: 'checkpoint file cannot be read', where: join(folder, name), found: String(error) },
        { cause: error },
      );
    }
  };
  const files = new Map(checkpointFiles.map(name => [name, read(name)]));
  checkManifest(read(manifestFile).toString('utf8'), folder, step, files);
  const where = join(folder, 'tensors.safetensors');
  const tensors = floatTensors(decodeSafetensors(files.get('tensors.safetensors') ?? Buffer.alloc(0), where), where);
  const state = stateIn((files.get('state.json') ?? Buffer.alloc(0)).toString('utf8'), join(folder, 'state.json'));
  if (identity !== undefined && state['identity'] !== identity) {
    throw new DataError({
      what: 'the checkpoint belongs to other settings',
      where: folder,
      expected: identity,
      found: String(state['identity']),
    });
  }
  return { step, tensors, state };
}

function stateIn(text: string, where: string): Record<string, unknown> {
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch {
    // Said below.
  }
  if (isObject(state)) return state;
  throw new DataError({ what: 'checkpoint has no state', where, expected: 'a JSON object' });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
