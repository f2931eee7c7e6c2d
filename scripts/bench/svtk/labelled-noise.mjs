import { noise } from './noise.mjs';

/** Where the numbers of the speakers' centres begin, behind those of all rows. */
const centresFrom = 60_000_000;

/** Training embeddings around the centres of their speakers, and the name of each row's speaker. */
export function labelledNoise({ rows, columns, speakers }) {
  const speakerOf = Int32Array.from({ length: rows }, (_, row) => Math.floor(noise(row) * speakers));
  const data = new Float32Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) {
    const centre = centresFrom + speakerOf[row] * columns;
    for (let column = 0; column < columns; column++, at++) data[at] = noise(at) - 0.5 + (noise(centre + column) - 0.5);
  }
  return { vectors: { rows, columns, data }, names: Array.from(speakerOf, speaker => `s${speaker}`) };
}
