import { isAbsolute, join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { answerTasks } from '../core/answer-tasks';
import { DataError } from '../core/errors';
import type { Hertz } from '../core/units';
import { AudioError } from './audio-error';
import type { Recording, WaveformSource } from './waveform-source';

/** What one recording became: samples, or the reason why there are none. */
export type Decoded = { readonly samples: Int16Array } | { readonly class: string; readonly reason: string };

export interface ShardWorkerData {
  readonly sampleRate: Hertz;
  readonly source: WaveformSource;
}

type Read = (recording: Recording) => Int16Array | Promise<Int16Array>;

async function openSource({ sampleRate, source }: ShardWorkerData): Promise<Read> {
  if (source.kind === 'files') {
    const { decodeAudio } = await import('./decode');
    const root = source.root ?? '';
    return ({ audio }) => decodeAudio(isAbsolute(audio) ? audio : join(root, audio), { sampleRate });
  }
  const { open }: { open?: unknown } = require(source.module);
  if (typeof open !== 'function') throw new Error(`${source.module} exports no function named open`);
  const read = open(source.options);
  return recording => {
    if (recording.sampleRate !== undefined && recording.sampleRate !== sampleRate) {
      throw new DataError({
        where: recording.id,
        what: 'made audio has another sample rate than the recipe',
        expected: `${sampleRate} Hz`,
        found: `${recording.sampleRate} Hz`,
      });
    }
    return read(recording);
  };
}

const data: ShardWorkerData = workerData;
let reading: Promise<Read> | undefined;

/** Broken audio is an answer; all else (no ffmpeg, a fault in svtk) is an error that ends the work. */
async function decode(recording: Recording): Promise<Decoded> {
  reading ??= openSource(data);
  const read = await reading;
  try {
    const samples = await read(recording);
    if (samples.length === 0) return { class: 'no-samples', reason: `${recording.audio}  audio has no samples` };
    // A view of a larger buffer would move all of it, and a pooled buffer cannot move at all.
    return { samples: samples.byteLength === samples.buffer.byteLength ? samples : samples.slice() };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { class: error instanceof AudioError ? error.fault : 'unreadable', reason: error.message };
  }
}

answerTasks(async (recording: Recording) => {
  const answer = await decode(recording);
  return 'samples' in answer && answer.samples.buffer instanceof ArrayBuffer
    ? { answer, transfer: [answer.samples.buffer] }
    : { answer };
});
