import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { alignPart } from '../ivectors/align-part';
import { Aligner, type AlignerOptions } from '../ivectors/alignment';
import { writeAlignment } from '../ivectors/alignment-parts';
import type { Scatter } from '../ivectors/component-update';
import { countParts, readPart } from '../ivectors/frame-parts';
import { addFullSums, noFullSums } from '../ivectors/full-sums';
import type { FullMixture } from '../ivectors/mixture';
import { readTensors, writeTensors } from '../ivectors/tensor-file';
import { sharedNumbers } from '../ivectors/total-variability';
import type { StageIO } from '../pipeline/stage';
import { type Passes, pause, progress } from './passes';

/** The folder of alignments, a part for each part of the frames. */
export function alignmentsIn({ work }: StageIO): string {
  return join(work, 'alignments');
}

/** Aligns all parts, keeps who made which frames in the work folder, and returns the sums over all. */
export async function alignFrames(
  { candidates, least }: AlignerOptions,
  mixture: FullMixture,
  folder: string,
  io: StageIO,
  passes: Passes,
): Promise<Scatter> {
  const components = mixture.weights.length;
  const place = join(io.work, 'scatter.safetensors');
  const alignments = alignmentsIn(io);
  const parts = countParts(folder);
  const sums = noFullSums(components, mixture.dimension);
  let [part, passed] = [0, 0];
  if (existsSync(place)) {
    const file = readTensors(place);
    part = Number(file.metadata['parts']);
    passed = Number(file.metadata['utterances'] ?? 0);
    sums.counts.set(file.numbers('counts').data);
    sums.first.set(file.numbers('first').data);
    sums.second.set(file.numbers('second').data);
  }
  const aligner = new Aligner(mixture, { candidates, least });
  try {
    for (; part < parts; part++) {
      await pause(io, passes, () => {});
      const { starts, frames } = readPart(folder, part);
      const alignment = alignPart(aligner, frames, (block, found) => addFullSums(aligner, block, found, sums));
      passed += starts.length - 1;
      writeAlignment(alignments, part, alignment);
      writeTensors(
        place,
        {
          counts: { shape: [components], data: sums.counts },
          first: { shape: [components, mixture.dimension], data: sums.first },
          second: { shape: [components, mixture.dimension, mixture.dimension], data: sums.second },
        },
        { parts: String(part + 1), utterances: String(passed) },
      );
      io.report(progress(passes, passed));
    }
  } finally {
    aligner.dispose();
  }
  return { means: mixture.means, first: shared(sums.first), second: shared(sums.second) };
}

function shared(values: Float64Array): Float64Array {
  const copy = sharedNumbers(values.length);
  copy.set(values);
  return copy;
}
