// Generated speech frames for scripts/bench/ivector.mjs: a mixture whose means move with the utterance, as a speaker's do.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { randomOf } = require('../../../dist/core/random.js');

/** Directions in which an utterance moves the means. */
const directions = 8;

/** Means of unit-variance components that overlap, so that a frame is shared by several; [components, features]. */
export function generatedSource({ components, features, seed = 1 }) {
  const random = randomOf(seed, 'bench source');
  const normal = (count, scale) => Float64Array.from({ length: count }, () => scale * random.normal());
  return {
    components,
    features,
    seed,
    means: normal(components * features, 0.35),
    moves: normal(directions * components * features, 0.1),
  };
}

/** Frames of utterances `first` to `end`, `length` each; an utterance's frames depend on its number alone. */
export function generatedFrames({ components, features, seed, means, moves }, first, end, length) {
  const data = new Float32Array((end - first) * length * features);
  const moved = new Float64Array(components * features);
  let at = 0;
  for (let utterance = first; utterance < end; utterance++) {
    const random = randomOf(seed, 'bench utterance', utterance);
    moved.set(means);
    for (let direction = 0; direction < directions; direction++) {
      const amount = random.normal();
      const from = direction * moved.length;
      for (let place = 0; place < moved.length; place++) moved[place] += amount * moves[from + place];
    }
    for (let row = 0; row < length; row++) {
      const mean = features * random.integer(components);
      for (let place = mean; place < mean + features; place++) data[at++] = moved[place] + random.normal();
    }
  }
  return { rows: (end - first) * length, columns: features, data };
}
