import type { ShardIndex } from '../audio/shards';
import type { Random } from '../core/random';

/**
 * `length` samples of an utterance in [-1, 1], from a random place; an utterance that is shorter is repeated from its start.
 * As wespeaker@dfa7419 wespeaker/dataset/processor.py, get_random_chunk.
 */
export function cutCrop(shards: ShardIndex, row: number, length: number, random: Random): Float32Array {
  const available = shards.samples(row);
  const taken = Math.min(available, length);
  const pcm = shards.read(row, random.integer(available - taken + 1), taken);
  const crop = new Float32Array(length);
  for (let at = 0; at < taken; at++) crop[at] = (pcm[at] ?? 0) / 32768;
  for (let at = taken; at < length; at += taken) crop.copyWithin(at, 0, Math.min(taken, length - at));
  return crop;
}
