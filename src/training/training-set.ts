import type { ShardIndex } from '../audio/shards';
import { type AugmentationChoice, variantsOf } from '../augment/chain';
import { DataError } from '../core/errors';

/** What can be known of the batches without starting a thread. */
export interface BatchCounts {
  /** Speakers, times the variants that augmentations make of them. */
  readonly classes: number;
  readonly batchesPerEpoch: number;
}

/** The utterances to train on, each with its class. */
export interface TrainingSet extends BatchCounts {
  /** Rows in the shards. */
  readonly rows: Uint32Array;
  /** Class of each row before augmentation, 0 … speakers − 1 in order of first appearance among the rows. */
  readonly speakerOf: Int32Array;
  readonly speakers: number;
  /** Of each class before augmentation, as the shards have them. */
  readonly names: readonly string[];
}

export interface TrainingSetOptions {
  readonly shards: ShardIndex;
  /** Crops of a batch. */
  readonly batch: number;
  readonly augment?: readonly AugmentationChoice[];
  readonly cropsPerUtterance?: number;
  /** Rows to train on; all that the shards hold unless given. */
  readonly rows?: Uint32Array;
}

/** @throws DataError for an utterance without speaker, and where an epoch has no full batch */
export function trainingSet(options: TrainingSetOptions): TrainingSet {
  const { shards, batch, augment = [], cropsPerUtterance = 1 } = options;
  const rows = options.rows ?? Uint32Array.from({ length: shards.count }, (_, row) => row);
  const crops = rows.length * cropsPerUtterance;
  const batchesPerEpoch = Math.floor(crops / batch);
  if (batchesPerEpoch === 0) {
    throw new DataError({
      where: shards.directory,
      what: 'too few utterances for one batch',
      expected: `at least ${batch} crops an epoch`,
      found: `${crops}`,
      remedy: 'make training.batch smaller or training.crops_per_utterance larger',
    });
  }
  const speakerOf = new Int32Array(rows.length);
  const classOf = new Map<number, number>();
  const names: string[] = [];
  rows.forEach((row, place) => {
    const speaker = shards.speaker(row);
    if (speaker < 0) throw new DataError({ where: shards.id(row), what: 'training utterance has no speaker' });
    const known = classOf.get(speaker) ?? names.length;
    if (known === names.length) {
      classOf.set(speaker, known);
      names.push(shards.speakerName(speaker));
    }
    speakerOf[place] = known;
  });
  const speakers = names.length;
  return { rows, speakerOf, speakers, names, batchesPerEpoch, classes: speakers * variantsOf(augment) };
}
