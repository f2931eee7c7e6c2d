import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { WorkerPool } from '../core/worker-pool';
import type { Decoded } from './shard-worker';
import type { Recording, WaveformSource } from './waveform-source';

/** A row of the list with what identifies its content. */
export interface QueuedRecording {
  readonly row: number;
  readonly recording: Recording;
  /** One line: id, path, speaker, and size and time of the file, so that a file that was replaced is decoded again. */
  readonly inputs: string;
  decoded?: Promise<Decoded>;
}

/** The rows of a list in order, some of them looked at, or decoded by the workers, ahead of time. */
export interface RecordingQueue {
  /** The next rows, at most `count`, without taking them. */
  peek(count: number): Promise<readonly QueuedRecording[]>;
  /** Forgets the next rows. */
  skip(count: number): void;
  /** The next row's audio, while `ahead` rows behind it are being decoded; undefined at the end of the list. */
  decoded(): Promise<{ readonly entry: QueuedRecording; readonly audio: Decoded } | undefined>;
}

function stamp(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 'missing' : `${stat.size} ${stat.mtimeMs}`;
}

export function queueRecordings(
  recordings: AsyncIterable<Recording> | Iterable<Recording>,
  source: WaveformSource,
  pool: WorkerPool<Recording, Decoded>,
  ahead: number,
): RecordingQueue {
  const rows = (async function* () {
    yield* recordings;
  })();
  const queue: QueuedRecording[] = [];
  let row = 0;
  const fill = async (count: number): Promise<void> => {
    while (queue.length < count) {
      const next = await rows.next();
      if (next.done === true) return;
      // Only what shards need goes to the worker: a corpus may hang more on its rows.
      const { id, audio, speaker, sampleRate } = next.value;
      const recording: Recording = {
        id,
        audio,
        ...(speaker === undefined ? {} : { speaker }),
        ...(sampleRate === undefined ? {} : { sampleRate }),
      };
      const file = source.kind === 'files' ? stamp(isAbsolute(audio) ? audio : join(source.root ?? '', audio)) : '';
      queue.push({ row: row++, recording, inputs: `${JSON.stringify([id, audio, speaker ?? null, file])}\n` });
    }
  };
  return {
    async peek(count) {
      await fill(count);
      return queue.slice(0, count);
    },
    skip(count) {
      queue.splice(0, count);
    },
    async decoded() {
      await fill(ahead + 1);
      for (const entry of queue.slice(0, ahead + 1)) {
        if (entry.decoded !== undefined) continue;
        entry.decoded = pool.run(entry.recording);
        // The error is thrown where the row is awaited; a row that is skipped, or met after a fault, is not.
        entry.decoded.catch(() => undefined);
      }
      const entry = queue[0];
      return entry?.decoded === undefined ? undefined : { entry, audio: await entry.decoded };
    },
  };
}
