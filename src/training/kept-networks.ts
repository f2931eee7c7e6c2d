import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openBeside } from '../core/atomic-write';
import { DataError } from '../core/errors';
import { decodeSafetensors, encodeSafetensors, floatTensors } from '../manifest/safetensors';
import { checkpointName, checkpointSteps } from './checkpoint-folder';
import { courseIn, type KeptNetwork } from './course';
import type { StoredWeights } from './weights';

/** Networks put aside beside the checkpoints, for their mean or as the best so far. */
export interface KeptNetworks {
  /** A network is whole before a checkpoint speaks of it; one that no checkpoint came to speak of is written again. */
  keep(step: number, weights: StoredWeights): KeptNetwork;
  /** Throws DataError where the file is missing or is not as it was written. */
  read(kept: KeptNetwork): StoredWeights;
  /** Removes those that neither the given ones nor a checkpoint that is still there speak of. */
  prune(needed: readonly KeptNetwork[]): void;
}

/** Opens `networks/` in the folder of the checkpoints. */
export function openKeptNetworks(checkpoints: string): KeptNetworks {
  const folder = join(checkpoints, 'networks');
  const pathOf = (step: number): string => join(folder, `step-${String(step).padStart(6, '0')}.safetensors`);
  return {
    keep(step, weights) {
      mkdirSync(folder, { recursive: true });
      const hash = createHash('sha256');
      const file = openBeside(pathOf(step));
      try {
        for (const piece of encodeSafetensors(weights)) {
          hash.update(piece);
          file.write(piece);
        }
        file.commit();
      } finally {
        file.discard();
      }
      return { step, sha256: hash.digest('hex') };
    },
    read({ step, sha256 }) {
      const where = pathOf(step);
      const bytes = existsSync(where) ? readFileSync(where) : undefined;
      if (bytes === undefined || createHash('sha256').update(bytes).digest('hex') !== sha256) {
        throw new DataError({
          what: 'a network that training put aside is not as it was written',
          where,
          expected: `sha256 ${sha256.slice(0, 12)}`,
          found: bytes === undefined ? 'no file' : 'another',
          remedy: 'svtk run … --force trains again and keeps the checkpoints in superseded/',
        });
      }
      return floatTensors(decodeSafetensors(bytes, where), where);
    },
    prune(needed) {
      if (!existsSync(folder)) return;
      const wanted = new Set([...needed, ...spokenOf(checkpoints)].map(({ step }) => pathOf(step)));
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (!wanted.has(path)) rmSync(path, { force: true });
      }
    },
  };
}

/** What the checkpoints on disk need; one that is broken needs what it may, which the newest whole one has too or has gone on from. */
function spokenOf(checkpoints: string): KeptNetwork[] {
  return checkpointSteps(checkpoints).flatMap(step => {
    try {
      const state: unknown = JSON.parse(readFileSync(join(checkpoints, checkpointName(step), 'state.json'), 'utf8'));
      return typeof state === 'object' && state !== null ? courseIn({ ...state }).networks : [];
    } catch {
      return [];
    }
  });
}
