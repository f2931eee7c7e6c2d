import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readAlignment } from '../ivectors/alignment-parts';
import { countParts, readPart } from '../ivectors/frame-parts';
import { LatentModel } from '../ivectors/latent';
import { addLatentSums, clearLatentSums, type LatentSums } from '../ivectors/latent-sums';
import { readSums, writeSums } from '../ivectors/sums-file';
import { meansOf, type TotalVariability } from '../ivectors/total-variability';
import { utteranceSums } from '../ivectors/utterance-sums';
import type { StageIO } from '../pipeline/stage';
import { alignmentsIn } from './align-frames';
import { type Passes, pause, progress } from './passes';

/** Utterances whose sums are taken at once: 300 MB of first-order statistics of 2,048 components. */
const batch = 512;

/** The sums of a pass that is not done, 3.8 GB of 2,048 components and 600 values. */
const placeOf = ({ work }: StageIO): string => join(work, 'sums.safetensors');

/**
 * The E-step over all utterances of a folder of frames. Saves the sums every `every` utterances and before it stops, and goes on from what it saved in the same
 * pass, to the same bits.
 */
export async function expectation(
  model: TotalVariability,
  sums: LatentSums,
  folder: string,
  io: StageIO,
  passes: Passes,
  every: number,
): Promise<void> {
  const means = meansOf(model);
  const parts = countParts(folder);
  const start = goOn(sums, io, passes);
  let saved = start.passed;
  let passed = start.passed;
  const device = new LatentModel(model);
  try {
    for (let part = start.part; part < parts; part++) {
      const { starts, frames } = readPart(folder, part);
      const alignment = readAlignment(alignmentsIn(io), part);
      for (let first = part === start.part ? start.first : 0; first + 1 < starts.length; first += batch) {
        const save = (): void => saveSums(sums, io, passes, { part, first, passed });
        if (passed - saved >= every) {
          save();
          saved = passed;
        }
        await pause(io, passes, save);
        const rows = starts.slice(first, Math.min(first + batch, starts.length - 1) + 1);
        addLatentSums(device, utteranceSums(frames, alignment, rows, means), sums);
        passed += rows.length - 1;
        io.report(progress(passes, passed));
      }
    }
  } finally {
    device.dispose();
  }
}

/** The next utterance: its part, its place in it, and how many are behind it in all parts. */
interface Place {
  readonly part: number;
  readonly first: number;
  readonly passed: number;
}

/** Saves the sums of a pass as they are in front of a place. */
function saveSums(sums: LatentSums, io: StageIO, { done }: Passes, place: Place): void {
  writeSums(placeOf(io), sums, { pass: String(done), ...textOf(place) });
}

/** Saves the sums of a whole pass: what stops after it need not pass again. */
export function saveWholeSums(sums: LatentSums, folder: string, io: StageIO, passes: Passes): void {
  saveSums(sums, io, passes, { part: countParts(folder), first: 0, passed: passes.utterances });
}

/** Removes what was saved of a pass that is done. */
export function dropSums(io: StageIO): void {
  rmSync(placeOf(io), { force: true });
}

/** Fills the sums with those saved in this pass, or with 0, and returns where they end. */
function goOn(sums: LatentSums, io: StageIO, { done, utterances }: Passes): Place {
  const path = placeOf(io);
  clearLatentSums(sums);
  const none = { part: 0, first: 0, passed: 0 };
  if (!existsSync(path)) return none;
  const saved = readSums(path, sums, ({ pass }) => pass === String(done));
  if (saved === undefined) return none;
  const place = { part: Number(saved['part']), first: Number(saved['first']), passed: Number(saved['passed']) };
  const text = `total-variability: goes on in iteration ${done} after ${place.passed} of ${utterances} utterances`;
  io.report({ type: 'note', text });
  return place;
}

function textOf(place: Place): Record<string, string> {
  return Object.fromEntries(Object.entries(place).map(([key, value]) => [key, String(value)]));
}
