import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openBeside, type PendingFile, writeAtomically } from '../core/atomic-write';
import { explainDiskFault } from '../core/disk-fault';
import type { Report } from '../core/events';
import { compiledModule } from '../core/package-root';
import type { Hertz } from '../core/units';
import { startWorkers } from '../core/worker-pool';
import { describeDoubt } from './audio-doubt';
import { type BadBudget, budgetBad } from './bad-budget';
import { queueRecordings } from './recording-queue';
import { type Room, roomNeeded, warnOfRoom } from './room-needed';
import { collectContents } from './shard-contents';
import { indexName, inFolder, largestShard, type ShardManifest, shardFormat, shardName } from './shard-format';
import { type FinishedPart, reusablePart, writePart } from './shard-part';
import type { Decoded } from './shard-worker';
import type { Recording, WaveformSource } from './waveform-source';

export interface WriteShardsOptions<Row extends Recording = Recording> {
  readonly utterances: AsyncIterable<Row> | Iterable<Row>;
  /** Number of utterances, for progress and for the budget of bad ones while the list is still being read. */
  readonly total: number;
  readonly directory: string;
  readonly sampleRate: Hertz;
  readonly source: WaveformSource;
  /** Threads that decode; the bytes that are written do not depend on it. */
  readonly workers: number;
  /** Share of recordings that may be unusable; 0 for evaluation sets. */
  readonly maxBad: number;
  /** Whatever else the samples depend on (a decoder's version): parts made with another key are made anew. */
  readonly key?: string;
  readonly largestShard?: number;
  readonly report?: Report;
  readonly signal?: AbortSignal;
}

export interface ShardSummary {
  readonly directory: string;
  readonly utterances: number;
  readonly speakers: number;
  readonly samples: number;
  readonly shards: number;
  /** Recordings that could not be used; bad-audio.jsonl says which and why. */
  readonly bad: number;
  /** Recordings that are used though something is odd about them; suspicious-audio.jsonl says which and what. */
  readonly suspicious: number;
  /** Shards that were there from an earlier, interrupted call. */
  readonly kept: number;
}

/** Recordings that go to a thread at once: 16 compressed files in one ffmpeg process cost a third of 16 processes. */
const chunkRows = { files: 16, module: 4 };

/**
 * Decodes a list into 16-bit PCM shards, in the list's order, and an index for random access ({@link openShards}).
 * The manifest is written last. A second call after a kill keeps every finished shard whose recordings are unchanged.
 * @throws DataError naming the first 20 where more than `maxBad` of the recordings are unusable, or for repeated ids.
 */
export async function writeShards<Row extends Recording>(options: WriteShardsOptions<Row>): Promise<ShardSummary> {
  const room = roomNeeded(options.total);
  try {
    return await write(options, room);
  } catch (error) {
    const need = room.left() ?? options.largestShard ?? largestShard;
    throw explainDiskFault(error, { path: options.directory, need, kept: 'every finished shard is kept' });
  }
}

async function write(options: WriteShardsOptions, room: Room): Promise<ShardSummary> {
  const { directory, sampleRate, source, workers, signal } = options;
  const paths = inFolder(directory);
  const largest = options.largestShard ?? largestShard;
  const settings = JSON.stringify([shardFormat, sampleRate, source, largest, options.key ?? '']);
  mkdirSync(directory, { recursive: true });
  // From here on the folder is unfinished: whoever reads it must not find an older manifest.
  rmSync(paths.manifest, { force: true });
  removeStale(directory, name => name.includes('.tmp-'));

  const pool = startWorkers<readonly Recording[], Decoded[]>({
    file: compiledModule('audio/shard-worker'),
    threads: workers,
    data: { sampleRate, source },
  });
  const queue = queueRecordings(options.utterances, source, pool, {
    // A short list is cut finer, so that every thread has something to do.
    rows: Math.max(1, Math.min(chunkRows[source.kind], Math.ceil(options.total / (4 * workers)))),
    ahead: 2 * workers + 1,
  });
  const contents = collectContents();
  const budget = budgetBad(options.maxBad, options.total, paths.bad);
  const shards: { file: string; bytes: number; sha256: string }[] = [];
  const odd = openBeside(paths.suspicious);
  let suspicious = 0;
  let rows = 0;
  let kept = 0;
  const progress = progressOf(options);
  try {
    while ((await queue.peek(1)).length > 0) {
      const number = shards.length;
      const found = await reusablePart(paths, number, rows, settings, queue);
      const { part, recordings } =
        found ?? (await writePart({ paths, number, first: rows, settings, queue, largest, budget, progress, signal }));
      if (found !== undefined) {
        kept++;
        for (const { row, ...reason } of part.bad) {
          const { id, audio } = recordings[row - part.first]!;
          budget.add({ id, audio, ...reason });
        }
      }
      contents.add(recordings, part, number);
      suspicious += writeSuspicious(odd, { part, recordings });
      shards.push({ file: shardName(number), bytes: part.bytes, sha256: part.sha256 });
      rows += part.rows;
      room.add(part.rows, part.bytes);
      if (shards.length === 1) warnOfRoom(room, directory, options.report);
      progress(rows);
    }
    budget.close(rows);
    odd.commit();
  } finally {
    // A disk that took no shard may not take this list either, and threads that are left running keep the process alive.
    await pool.close();
    odd.discard();
    writeBad(paths.bad, budget);
  }

  const index = contents.pack();
  writeAtomically(paths.index, index);
  const manifest: ShardManifest = {
    format: shardFormat,
    sampleRate,
    utterances: contents.count,
    speakers: contents.speakers,
    samples: contents.samples,
    bad: budget.bad.length,
    index: { file: indexName, bytes: index.byteLength, sha256: createHash('sha256').update(index).digest('hex') },
    shards,
  };
  removeStale(directory, name => Number(/^shard-(\d+)\.(?:pcm|json)$/.exec(name)?.[1] ?? -1) >= shards.length);
  writeAtomically(paths.manifest, `${JSON.stringify(manifest, null, 1)}\n`);
  const { utterances, speakers, samples, bad } = manifest;
  if (bad > 0) {
    const text = `${bad} of ${rows} recordings cannot be used and are left out: ${paths.bad} says why`;
    options.report?.({ type: 'warning', text });
  }
  if (suspicious > 0) {
    const text = `${suspicious} of ${rows} recordings are used, though something is odd about them: ${paths.suspicious} says what`;
    options.report?.({ type: 'note', text });
  }
  return { directory, utterances, speakers, samples, bad, suspicious, shards: shards.length, kept };
}

function writeBad(path: string, budget: BadBudget): void {
  const lines = budget.bad.map(({ id, audio, class: kind, reason }) =>
    JSON.stringify({ id, audio, class: kind, reason }),
  );
  writeAtomically(path, lines.map(line => `${line}\n`).join(''));
}

/** Adds the odd recordings of a part to the list; returns how many they are: one may have several lines. */
function writeSuspicious(file: PendingFile, { part, recordings }: FinishedPart): number {
  for (const { row, ...doubt } of part.suspicious) {
    const { id, audio } = recordings[row - part.first]!;
    file.write(`${JSON.stringify({ id, audio, ...doubt, reason: describeDoubt(doubt) })}\n`);
  }
  return new Set(part.suspicious.map(({ row }) => row)).size;
}

function removeStale(directory: string, stale: (name: string) => boolean): void {
  for (const name of readdirSync(directory)) if (stale(name)) rmSync(join(directory, name), { force: true });
}

/** Reports at most ten times a second: a million utterances must not cost a million events. */
function progressOf({ report, total }: { report?: Report; total: number }): (done: number) => void {
  let last = 0;
  return done => {
    const now = performance.now();
    if (report === undefined || (now - last < 100 && done < total)) return;
    last = now;
    report({ type: 'progress', stage: 'prepare', done, total, unit: 'utterances' });
  };
}
