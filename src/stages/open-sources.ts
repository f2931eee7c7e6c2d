import { openShards, type ShardIndex } from '../audio/shards';
import type { AugmentationChoice } from '../augment/augmentation';
import { placesOf } from '../augment/folders';

/** Opens what the stage prepare.sounds made, by folder as the augmentations name them. */
export function openSources(augment: readonly AugmentationChoice[], directory: string): Record<string, ShardIndex> {
  return Object.fromEntries(
    Object.entries(placesOf(augment, directory)).map(([folder, place]) => [folder, openShards(place)]),
  );
}
