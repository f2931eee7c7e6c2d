import type { Frames } from '../core/vectors';
import type { Aligner, Alignment } from './alignment';

/** Frames that are aligned at once: their pairs with candidates fill the tiles of 2,048 components well. */
const block = 32_768;

/** Blocks of frames, each a copy: the device keeps what it is given. */
export function* blocksOf({ rows, columns, data }: Frames): Generator<Frames> {
  for (let start = 0; start < rows; start += block) {
    const end = Math.min(start + block, rows);
    yield { rows: end - start, columns, data: data.slice(start * columns, end * columns) };
  }
}

/** Aligns any number of frames, block by block; `use` sees each block before the next is made. */
export function alignPart(
  aligner: Aligner,
  frames: Frames,
  use: (block: Frames, alignment: Alignment) => void = () => {},
): Alignment {
  const made: Alignment[] = [];
  for (const part of blocksOf(frames)) {
    const alignment = aligner.align(part);
    use(part, alignment);
    made.push(alignment);
  }
  return joined(made);
}

function joined(parts: readonly Alignment[]): Alignment {
  const pairs = parts.reduce((sum, { components }) => sum + components.length, 0);
  const rows = parts.reduce((sum, { starts }) => sum + starts.length - 1, 0);
  const all = {
    starts: new Int32Array(rows + 1),
    components: new Int32Array(pairs),
    posteriors: new Float32Array(pairs),
    logLikelihood: parts.reduce((sum, { logLikelihood }) => sum + logLikelihood, 0),
  };
  let [row, pair] = [0, 0];
  for (const { starts, components, posteriors } of parts) {
    for (let at = 1; at < starts.length; at++) all.starts[row + at] = pair + starts[at]!;
    all.components.set(components, pair);
    all.posteriors.set(posteriors, pair);
    row += starts.length - 1;
    pair += components.length;
  }
  return all;
}
