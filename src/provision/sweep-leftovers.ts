import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const leftover = /\.tmp-\d+(-old)?$/;
const deepest = 3; // tensorflow/<version>-gpu/nvidia/<library>

/** Deletes what a killed set-up left beside its targets; the caller holds the set-up lock, so nobody is writing there. */
export function sweepLeftovers(cache: string): void {
  for (const folder of ['tensorflow', 'engine', 'ffmpeg']) sweep(join(cache, folder), deepest);
}

function sweep(folder: string, depth: number): void {
  if (depth === 0 || !existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // Retries: an orphaned pip or compiler of the killed set-up may still be writing there; it ends when its folder is gone.
    if (leftover.test(entry.name)) rmSync(path, { recursive: true, force: true, maxRetries: 10 });
    else if (entry.isDirectory()) sweep(path, depth - 1);
  }
}
