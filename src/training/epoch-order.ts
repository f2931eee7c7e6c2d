import { type Random, randomOf } from '../core/random';

/** What an epoch is made of. */
export interface EpochOptions {
  /** Class of each training utterance, from 0; a place in this array is what an order lists. */
  readonly classes: Int32Array;
  readonly seed: number;
  /** `utterances`: each as often as the others; `speakers`: each speaker as often as the others; `pairs`: the same, two utterances side by side. */
  readonly sampling: 'utterances' | 'speakers' | 'pairs';
  readonly cropsPerUtterance: number;
}

/** Fisher–Yates in place. */
function shuffle(order: Uint32Array, random: Random): Uint32Array {
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

/**
 * The utterances of an epoch in the order of their crops: `cropsPerUtterance` × utterances long, a function of (seed, epoch).
 * By utterances: each pass through all of them is shuffled by itself, so that crops of one utterance lie apart.
 * By speakers: rounds through all speakers in random order; a speaker's utterances come in turn, shuffled. By pairs: two of them at a time, so
 * that batches of an even size hold a pair of each of their speakers.
 */
export function epochOrder({ classes, seed, sampling, cropsPerUtterance }: EpochOptions, epoch: number): Uint32Array {
  const random = randomOf(seed, 'order', epoch);
  const count = classes.length;
  const order = new Uint32Array(count * cropsPerUtterance);
  if (sampling === 'utterances') {
    for (let pass = 0; pass < cropsPerUtterance; pass++) {
      const part = order.subarray(pass * count, (pass + 1) * count);
      for (let place = 0; place < count; place++) part[place] = place;
      shuffle(part, random);
    }
    return order;
  }
  const { starts, utterances } = bySpeaker(classes);
  const speakers = starts.length - 1;
  for (let speaker = 0; speaker < speakers; speaker++) {
    shuffle(utterances.subarray(starts[speaker], starts[speaker + 1]), random);
  }
  const round = Uint32Array.from({ length: speakers }, (_, speaker) => speaker);
  const together = sampling === 'pairs' ? 2 : 1;
  for (let at = 0, turn = 0; at < order.length; turn += together) {
    for (const speaker of shuffle(round, random)) {
      const start = starts[speaker] ?? 0;
      const own = (starts[speaker + 1] ?? 0) - start;
      for (let next = turn; next < turn + together && at < order.length; next++) {
        order[at++] = utterances[start + (next % own)] ?? 0;
      }
    }
  }
  return order;
}

/** Counting sort: `utterances[starts[s] … starts[s + 1]]` are those of speaker s. */
function bySpeaker(classes: Int32Array): { starts: Uint32Array; utterances: Uint32Array } {
  const speakers = classes.reduce((most, label) => Math.max(most, label), -1) + 1;
  const starts = new Uint32Array(speakers + 1);
  for (const label of classes) starts[label + 1] = (starts[label + 1] ?? 0) + 1;
  for (let speaker = 0; speaker < speakers; speaker++) {
    starts[speaker + 1] = (starts[speaker + 1] ?? 0) + (starts[speaker] ?? 0);
  }
  const next = starts.slice();
  const utterances = new Uint32Array(classes.length);
  classes.forEach((label, utterance) => {
    const place = next[label] ?? 0;
    utterances[place] = utterance;
    next[label] = place + 1;
  });
  return { starts, utterances };
}
