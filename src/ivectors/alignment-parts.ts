import type { Alignment } from './alignment';
import { partPath } from './frame-parts';
import { readTensors, writeTensors } from './tensor-file';

/** Keeps the alignment of a part of the frames, under the same name in another folder. */
export function writeAlignment(folder: string, number: number, { starts, components, posteriors }: Alignment): void {
  writeTensors(partPath(folder, number), {
    starts: { shape: [starts.length], data: starts },
    components: { shape: [components.length], data: components },
    posteriors: { shape: [posteriors.length], data: posteriors },
  });
}

/** @throws DataError for a file that is no alignment */
export function readAlignment(folder: string, number: number): Pick<Alignment, 'starts' | 'components' | 'posteriors'> {
  const file = readTensors(partPath(folder, number));
  return {
    starts: file.integers('starts').data,
    components: file.integers('components').data,
    posteriors: file.floats('posteriors').data,
  };
}
