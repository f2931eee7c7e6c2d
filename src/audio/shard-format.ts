import { join } from 'node:path';
import { z } from 'zod';

/** Raised when the bytes of a shard folder change their meaning: older folders are then made anew. */
export const shardFormat = 1;

/** 256 Mi samples of two bytes. */
export const largestShard = 512 * 2 ** 20;

export const manifestName = 'manifest.json';
export const indexName = 'index.bin';
export const badName = 'bad-audio.jsonl';
export const suspiciousName = 'suspicious-audio.jsonl';
/** 16-bit little-endian samples of the utterances one after the other, nothing else. Names come from numbers, never from ids. */
export const shardName = (number: number): string => `shard-${String(number).padStart(5, '0')}.pcm`;
/** What is known of a finished shard before the whole folder is finished. */
export const partName = (number: number): string => `shard-${String(number).padStart(5, '0')}.json`;

const file = z.strictObject({ file: z.string(), bytes: z.int().min(0), sha256: z.string().length(64) });

/** manifest.json, written last: a folder without it is not finished. */
export const shardManifest = z.strictObject({
  format: z.literal(shardFormat),
  sampleRate: z.number().positive(),
  utterances: z.int().min(0),
  speakers: z.int().min(0),
  samples: z.int().min(0),
  bad: z.int().min(0),
  index: file,
  shards: z.array(file),
});
export type ShardManifest = z.infer<typeof shardManifest>;

/** An utterance whose audio cannot be used, by its place in the list. */
export const badAudio = z.strictObject({ row: z.int().min(0), class: z.string(), reason: z.string() });
export type BadAudio = z.infer<typeof badAudio>;

/** An utterance that is used though something about its audio is odd, see audio-doubt.ts. */
export const suspiciousAudio = z.strictObject({
  row: z.int().min(0),
  class: z.enum(['clipping', 'silence', 'short', 'length']),
  figure: z.number(),
});
export type SuspiciousAudio = z.infer<typeof suspiciousAudio>;

export const shardPart = z.strictObject({
  /** sha256 of the settings and of the rows of the list (with size and time of their files) that went in. */
  inputs: z.string().length(64),
  /** First row of the list and the number of rows, bad ones included. */
  first: z.int().min(0),
  rows: z.int().min(0),
  /** `full`: the next utterance did not fit; `end`: the list ended. */
  ended: z.enum(['full', 'end']),
  bytes: z.int().min(0),
  sha256: z.string().length(64),
  /** Samples of each good row, in order. */
  samples: z.array(z.int().min(0)),
  bad: z.array(badAudio),
  suspicious: z.array(suspiciousAudio),
});
export type ShardPart = z.infer<typeof shardPart>;

export const inFolder = (directory: string) => ({
  manifest: join(directory, manifestName),
  index: join(directory, indexName),
  bad: join(directory, badName),
  suspicious: join(directory, suspiciousName),
  shard: (number: number): string => join(directory, shardName(number)),
  part: (number: number): string => join(directory, partName(number)),
});
