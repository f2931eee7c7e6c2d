import { type Stats, statSync } from 'node:fs';
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
  /** Size of the file; 0 where there is none. */
  readonly bytes: number;
  /** Present once it is with the workers. */
  decoded?: Promise<Decoded>;
  /** Rows are sent in chunks; number of this row's. */
  chunk?: number;
}

/** The rows of a list in order, some of them looked at, or decoded by the workers, ahead of time. */
export interface RecordingQueue {
  /** The next rows, at most `count`, without taking them. */
  peek(count: number): Promise<readonly QueuedRecording[]>;
  /** Forgets the next rows. */
  skip(count: number): void;
  /** The next row's audio, while chunks behind it are being decoded; undefined at the end of the list. */
  decoded(): Promise<{ readonly entry: QueuedRecording; readonly audio: Decoded } | undefined>;
}

/** How rows go to the workers; what is written does not depend on it. */
export interface ChunkOptions {
  /** Rows of a chunk at most: one process decodes the compressed ones among them. */
  readonly rows: number;
  /** Chunks under way or waiting to be written, at most. */
  readonly ahead: number;
}

/** A chunk ends behind this many bytes of files: sixteen recordings of an hour must not be in memory at once. */
const largestChunk = 8 * 2 ** 20;

function describe({ id, audio, span, speaker }: Recording, row: number, source: WaveformSource): QueuedRecording {
  // Only what shards need goes to the worker: a corpus may hang more on its rows.
  const recording: Recording = {
    id,
    audio,
    ...(span === undefined ? {} : { span }),
    ...(speaker === undefined ? {} : { speaker }),
  };
  const path = source.kind !== 'files' ? undefined : isAbsolute(audio) ? audio : join(source.root ?? '', audio);
  const stat = path === undefined ? undefined : statusOf(path);
  const file = stat === undefined ? null : [stat.size, stat.mtimeMs];
  return {
    row,
    recording,
    inputs: `${JSON.stringify([id, audio, speaker ?? null, file, ...(span ?? [])])}\n`,
    bytes: stat?.size ?? 0,
  };
}

/** Undefined where there is no file, or none that can be looked at, such as a loop of links: decoding says which. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

export function queueRecordings(
  recordings: AsyncIterable<Recording> | Iterable<Recording>,
  source: WaveformSource,
  pool: WorkerPool<readonly Recording[], Decoded[]>,
  chunks: ChunkOptions,
): RecordingQueue {
  const rows = (async function* () {
    yield* recordings;
  })();
  const queue: QueuedRecording[] = [];
  let read = 0;
  let sent = 0; // rows at the front of the queue that are with the workers
  let chunk = 0;
  const fill = async (count: number): Promise<void> => {
    while (queue.length < count) {
      const next = await rows.next();
      if (next.done === true) return;
      queue.push(describe(next.value, read++, source));
    }
  };
  const send = async (): Promise<boolean> => {
    await fill(sent + chunks.rows);
    let bytes = 0;
    const group: QueuedRecording[] = [];
    for (const entry of queue.slice(sent, sent + chunks.rows)) {
      group.push(entry);
      bytes += entry.bytes;
      if (bytes > largestChunk) break;
    }
    if (group.length === 0) return false;
    const answers = pool.run(group.map(({ recording }) => recording));
    group.forEach((entry, place) => {
      entry.chunk = chunk;
      entry.decoded = answers.then(decoded => decoded[place]!);
      // The error is thrown where the row is awaited; a row that is skipped, or comes after a fault, is not.
      entry.decoded.catch(() => undefined);
    });
    sent += group.length;
    chunk++;
    return true;
  };
  return {
    async peek(count) {
      await fill(count);
      return queue.slice(0, count);
    },
    skip(count) {
      queue.splice(0, count);
      sent = Math.max(0, sent - count);
    },
    async decoded() {
      while (chunk - (queue[0]?.chunk ?? chunk) < chunks.ahead) if (!(await send())) break;
      const entry = queue[0];
      return entry?.decoded === undefined ? undefined : { entry, audio: await entry.decoded };
    },
  };
}
