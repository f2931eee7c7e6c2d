import { isAbsolute, join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { answerTasks } from '../core/answer-tasks';
import { DataError } from '../core/errors';
import type { Hertz } from '../core/units';
import type { AudioDoubt } from './audio-doubt';
import { AudioError } from './audio-error';
import { decodeBatch } from './decode';
import type { DecodedAudio } from './inspect';
import type { ReadWaveform, Recording, WaveformSource } from './waveform-source';

/** What one recording became: samples, or the reason why there are none. */
export type Decoded =
  | { readonly samples: Int16Array; readonly doubts: readonly AudioDoubt[] }
  | { readonly class: string; readonly reason: string };

export interface ShardWorkerData {
  readonly sampleRate: Hertz;
  readonly source: WaveformSource;
}

const { sampleRate, source }: ShardWorkerData = workerData;

/** Broken audio is an answer; all else (no ffmpeg, a fault in svtk) is an error that ends the work. */
function refused(error: unknown): Decoded {
  if (!(error instanceof DataError)) throw error;
  // ffmpeg names its parts with their address in memory, which would make each list of bad audio another.
  const reason = error.message.replaceAll(/ @ 0x[0-9a-f]+/g, '');
  return { class: error instanceof AudioError ? error.fault : 'unreadable', reason };
}

function accepted(recording: Recording, { samples, doubts }: DecodedAudio): Decoded {
  if (samples.length === 0) return { class: 'no-samples', reason: `${recording.audio}  audio has no samples` };
  // A view of a larger buffer would move all of it, and a pooled buffer cannot move at all.
  return { samples: samples.byteLength === samples.buffer.byteLength ? samples : samples.slice(), doubts };
}

type Files = Extract<WaveformSource, { kind: 'files' }>;

async function decodeFiles(recordings: readonly Recording[], { root = '', minimum }: Files): Promise<Decoded[]> {
  const parts = recordings.map(({ audio, span }) => ({
    path: isAbsolute(audio) ? audio : join(root, audio),
    ...(span === undefined ? {} : { span }),
  }));
  const decoded = await decodeBatch(parts, minimum === undefined ? { sampleRate } : { sampleRate, minimum });
  return recordings.map((recording, place) => {
    const audio = decoded[place]!;
    return audio instanceof AudioError ? refused(audio) : accepted(recording, audio);
  });
}

let opened: ReadWaveform | undefined;

function openModule(module: string, options: unknown): ReadWaveform {
  const { openWaveforms }: { openWaveforms?: unknown } = require(module);
  if (typeof openWaveforms !== 'function') throw new Error(`${module} exports no function openWaveforms`);
  return openWaveforms(options);
}

async function readOne(recording: Recording, read: ReadWaveform): Promise<Decoded> {
  try {
    return accepted(recording, { samples: await read(recording, sampleRate), doubts: [] });
  } catch (error) {
    return refused(error);
  }
}

async function decode(recordings: readonly Recording[]): Promise<Decoded[]> {
  if (source.kind === 'files') return decodeFiles(recordings, source);
  opened ??= openModule(source.module, source.options);
  const decoded: Decoded[] = [];
  for (const recording of recordings) decoded.push(await readOne(recording, opened));
  return decoded;
}

answerTasks(async (recordings: readonly Recording[]) => {
  const answer = await decode(recordings);
  const transfer = answer.flatMap(one =>
    'samples' in one && one.samples.buffer instanceof ArrayBuffer ? [one.samples.buffer] : [],
  );
  return { answer, transfer };
});
