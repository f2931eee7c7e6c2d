import type { ShardIndex } from '../audio/shards';
import type { AugmentationChoice } from '../augment/chain';
import { compiledModule } from '../core/package-root';
import type { Seconds } from '../core/units';
import { startWorkers } from '../core/worker-pool';
import type { BatchTask, BatchWorkerData } from './batch-worker';
import { type EpochOptions, epochOrder } from './epoch-order';
import { type BatchCounts, trainingSet } from './training-set';

export interface BatchOptions {
  readonly shards: ShardIndex;
  /** Samples of a crop. */
  readonly crop: number;
  /** Crops of a batch. */
  readonly batch: number;
  readonly workers: number;
  readonly seed: number;
  /** Epochs are counted from 0; batches end before this one. */
  readonly epochs: number;
  /** Goes on as if all batches before this one had been taken. */
  readonly startAt?: { readonly epoch: number; readonly batch: number };
  readonly augment?: readonly AugmentationChoice[];
  /** Shards of the folders that `foldersOf(augment)` lists. */
  readonly sources?: Readonly<Record<string, ShardIndex>>;
  readonly sampling?: EpochOptions['sampling'];
  readonly cropsPerUtterance?: number;
  /** Rows to train on; all that the shards hold unless given. */
  readonly rows?: Uint32Array;
  /** Batches kept ready or in the making; two more than workers unless given. */
  readonly ahead?: number;
}

export interface Batch {
  readonly epoch: number;
  /** Place in its epoch, from 0. */
  readonly batch: number;
  /** [batch, samples] in [-1, 1], row-major, in memory shared with the workers: valid until `release`. */
  readonly waves: Float32Array;
  /** [batch] classes. */
  readonly labels: Int32Array;
  /** How long `next` had to wait for it. */
  readonly waited: Seconds;
  /** Gives the memory back to the workers. A tensor made of `waves` may share it: release after the step has run. */
  release(): void;
}

export interface Batches extends BatchCounts {
  /** The next batch; undefined after the last. */
  next(): Promise<Batch | undefined>;
  close(): Promise<void>;
}

/**
 * Starts worker threads that cut crops and augment them, some batches ahead of the training step.
 * Crop i of epoch e is a function of (seed, e, i): the number of workers changes nothing. All batches are of one size, as
 * the compiled step wants one shape: the crops that do not fill the last batch of an epoch are left out of that epoch
 * (the order is drawn anew for each, so others are left out next time).
 */
export function startBatches(options: BatchOptions): Batches {
  const { shards, crop, batch, workers, seed, epochs } = options;
  const { rows, speakerOf, speakers, batchesPerEpoch, classes } = trainingSet(options);
  const slots = options.ahead ?? workers + 2;
  const waves = new SharedArrayBuffer(4 * slots * batch * crop);
  const labels = new SharedArrayBuffer(4 * slots * batch);
  const data: BatchWorkerData = {
    shards: shards.shared,
    seed,
    samples: crop,
    batch,
    speakers,
    augment: options.augment ?? [],
    sources: Object.fromEntries(Object.entries(options.sources ?? {}).map(([key, index]) => [key, index.shared])),
    waves,
    labels,
  };
  const pool = startWorkers<BatchTask, number>({
    file: compiledModule('training/batch-worker'),
    threads: workers,
    data,
    depth: 1,
  });

  const orderOptions: EpochOptions = {
    classes: speakerOf,
    seed,
    sampling: options.sampling ?? 'utterances',
    cropsPerUtterance: options.cropsPerUtterance ?? 1,
  };
  const free = Array.from({ length: slots }, (_, slot) => slot);
  const ready: { epoch: number; batch: number; slot: Promise<number> }[] = [];
  let coming = { epoch: 0, batch: 0, ...options.startAt };
  if (coming.batch >= batchesPerEpoch) coming = { epoch: coming.epoch + 1, batch: 0 };
  let order: { epoch: number; places: Uint32Array } | undefined;
  const fill = (): void => {
    while (free.length > 0 && coming.epoch < epochs) {
      const { epoch } = coming;
      if (order?.epoch !== epoch) order = { epoch, places: epochOrder(orderOptions, epoch) };
      const first = coming.batch * batch;
      const places = order.places.subarray(first, first + batch);
      const task: BatchTask = {
        slot: free.shift() ?? 0,
        epoch,
        first,
        rows: places.map(place => rows[place] ?? 0),
        classes: Int32Array.from(places, place => speakerOf[place] ?? 0),
      };
      const slot = pool.run(task);
      // Thrown by the `next` that gets to it.
      slot.catch(() => undefined);
      ready.push({ ...coming, slot });
      coming = coming.batch + 1 < batchesPerEpoch ? { epoch, batch: coming.batch + 1 } : { epoch: epoch + 1, batch: 0 };
    }
  };
  fill();
  return {
    classes,
    batchesPerEpoch,
    async next() {
      const head = ready.shift();
      if (head === undefined) {
        if (coming.epoch >= epochs) return undefined;
        throw new Error(`all ${slots} batches are held: release one before the next is taken`);
      }
      const asked = performance.now();
      const slot = await head.slot;
      const waited = (performance.now() - asked) / 1000;
      let held = true;
      return {
        epoch: head.epoch,
        batch: head.batch,
        waves: new Float32Array(waves, 4 * slot * batch * crop, batch * crop),
        labels: new Int32Array(labels, 4 * slot * batch, batch),
        waited,
        release() {
          if (!held) return;
          held = false;
          free.push(slot);
          fill();
        },
      };
    },
    close: () => pool.close(),
  };
}
