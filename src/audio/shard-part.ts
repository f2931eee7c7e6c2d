import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { openBeside, writeAtomically } from '../core/atomic-write';
import type { BadBudget } from './bad-budget';
import type { RecordingQueue } from './recording-queue';
import { type BadAudio, type inFolder, type ShardPart, type SuspiciousAudio, shardPart } from './shard-format';
import type { Recording } from './waveform-source';

/** A finished shard and the rows of the list that went into it, bad ones included. */
export interface FinishedPart {
  readonly part: ShardPart;
  readonly recordings: readonly Recording[];
}

type Paths = ReturnType<typeof inFolder>;

/** The shard of that number if an earlier call finished it from the very rows that come next; they are then taken. */
export async function reusablePart(
  paths: Paths,
  number: number,
  first: number,
  settings: string,
  queue: RecordingQueue,
): Promise<FinishedPart | undefined> {
  const path = paths.part(number);
  if (!existsSync(path)) return undefined;
  const parsed = shardPart.safeParse(parseOrNothing(readFileSync(path, 'utf8')));
  if (!parsed.success) return undefined;
  const part = parsed.data;
  if (part.first !== first) return undefined;
  if (statSync(paths.shard(number), { throwIfNoEntry: false })?.size !== part.bytes) return undefined;
  const entries = (await queue.peek(part.rows + 1)).slice();
  const more = entries.length > part.rows;
  // A shard that ended with its list has room for what the list holds now.
  if (entries.length < part.rows || more !== (part.ended === 'full')) return undefined;
  entries.length = part.rows;
  const inputs = createHash('sha256').update(settings);
  for (const entry of entries) inputs.update(entry.inputs);
  if (inputs.digest('hex') !== part.inputs) return undefined;
  queue.skip(part.rows);
  return { part, recordings: entries.map(({ recording }) => recording) };
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface WritePartOptions {
  readonly paths: Paths;
  readonly number: number;
  readonly first: number;
  readonly settings: string;
  readonly queue: RecordingQueue;
  readonly largest: number;
  readonly budget: BadBudget;
  readonly progress: (rows: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** Decodes rows into one shard until the next does not fit; one that is larger than a shard gets a shard for itself. */
export async function writePart(options: WritePartOptions): Promise<FinishedPart> {
  const { paths, number, first, settings, queue, largest, budget, progress, signal } = options;
  const file = openBeside(paths.shard(number));
  const content = createHash('sha256');
  const inputs = createHash('sha256').update(settings);
  const recordings: Recording[] = [];
  const samples: number[] = [];
  const bad: BadAudio[] = [];
  const suspicious: SuspiciousAudio[] = [];
  let bytes = 0;
  let ended: ShardPart['ended'] = 'end';
  try {
    for (let next = await queue.decoded(); next !== undefined; next = await queue.decoded()) {
      signal?.throwIfAborted();
      const { entry, audio } = next;
      if ('samples' in audio) {
        if (bytes > 0 && bytes + audio.samples.byteLength > largest) {
          ended = 'full';
          break;
        }
        file.write(audio.samples);
        content.update(audio.samples);
        samples.push(audio.samples.length);
        for (const doubt of audio.doubts) suspicious.push({ row: entry.row, ...doubt });
        bytes += audio.samples.byteLength;
      } else {
        bad.push({ row: entry.row, ...audio });
        budget.add({ id: entry.recording.id, audio: entry.recording.audio, ...audio });
      }
      inputs.update(entry.inputs);
      recordings.push(entry.recording);
      queue.skip(1);
      progress(entry.row + 1);
    }
    file.commit();
  } finally {
    file.discard();
  }
  const part: ShardPart = {
    inputs: inputs.digest('hex'),
    first,
    rows: recordings.length,
    ended,
    bytes,
    sha256: content.digest('hex'),
    samples,
    bad,
    suspicious,
  };
  writeAtomically(paths.part(number), `${JSON.stringify(part)}\n`);
  return { part, recordings };
}
