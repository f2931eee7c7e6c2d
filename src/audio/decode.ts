import { closeSync } from 'node:fs';
import type { Hertz, Seconds } from '../core/units';
import { AudioError } from './audio-error';
import type { Container } from './container';
import { type FfmpegOutput, longestRecording, runFfmpeg } from './ffmpeg';
import { checkLength, type DecodedAudio, inspect, toPcm } from './inspect';
import { type OpenAudio, openAudio, read } from './open-audio';

/** A file, or a part of one. */
export interface AudioPart {
  readonly path: string;
  /** Only this part of the recording; absent = all of it. */
  readonly span?: readonly [start: Seconds, end: Seconds];
}

/** How recordings are wanted. */
export interface DecodeOptions {
  readonly sampleRate: Hertz;
  readonly span?: AudioPart['span'];
  /** Shorter recordings are refused as too-short; 0.1 s by default. */
  readonly minimum?: Seconds;
  readonly signal?: AbortSignal;
}

/**
 * One recording as 16-bit mono PCM at the wanted rate: channels are mixed, other rates resampled by ffmpeg.
 * 16-bit mono WAV at that rate is read here, without a process. The decoded length is held against the declared one.
 *
 * @throws AudioError whose `fault` says in which way the file is no good; EnvironmentError where ffmpeg is needed and missing
 */
export async function decodeAudio(path: string, options: DecodeOptions): Promise<Int16Array> {
  return (await decodeAlone(path, options)).samples;
}

async function decodeAlone(path: string, options: DecodeOptions): Promise<DecodedAudio> {
  const file = openAudio(path);
  try {
    if (isPlain(file, options.sampleRate)) return readPlain(file, options);
    const { outputs, errors, exitCode } = await runFfmpeg([input(file)], options.sampleRate, options.signal);
    const [output] = outputs;
    if (output === undefined) throw new Error(`${path}: ffmpeg had no output`);
    if (exitCode !== 0 || errors.length > 0) {
      // The length says more than a decoder's complaint about its last bytes.
      if (output.samples.length > 0) checkAgainstHeader(file, output, options);
      throw new AudioError('broken', path, { found: `ffmpeg exit code ${exitCode}: ${errors[0] ?? 'no message'}` });
    }
    return finish(file, output, options);
  } finally {
    closeSync(file.descriptor);
  }
}

/**
 * Several recordings, in their order, each as samples with what is odd about them, or as the AudioError that {@link decodeAudio} would throw.
 * Those that need ffmpeg share one process; where it fails, each is decoded alone, to find the broken one.
 */
export async function decodeBatch(
  parts: readonly AudioPart[],
  options: Omit<DecodeOptions, 'span'>,
): Promise<(DecodedAudio | AudioError)[]> {
  const files = parts.map(({ path }) => opened(path));
  try {
    const good = files.flatMap(file => (file instanceof AudioError ? [] : [file]));
    const shared = good.filter(file => !isPlain(file, options.sampleRate));
    const result =
      shared.length < 2 ? undefined : await runFfmpeg(shared.map(input), options.sampleRate, options.signal);
    const usable = result !== undefined && result.exitCode === 0 && result.errors.length === 0;
    const decoded: (DecodedAudio | AudioError)[] = [];
    for (const [index, file] of files.entries()) {
      if (file instanceof AudioError) {
        decoded.push(file);
        continue;
      }
      const { path, span } = parts[index]!;
      const wanted = span === undefined ? options : { ...options, span };
      const output = usable ? result.outputs[shared.indexOf(file)] : undefined;
      const audio = await orAudioError(async () => {
        if (isPlain(file, options.sampleRate)) return readPlain(file, wanted);
        return output === undefined ? decodeAlone(path, wanted) : finish(file, output, wanted);
      });
      decoded.push(audio);
    }
    return decoded;
  } finally {
    for (const file of files) if (!(file instanceof AudioError)) closeSync(file.descriptor);
  }
}

function opened(path: string): OpenAudio | AudioError {
  try {
    return openAudio(path);
  } catch (error) {
    if (error instanceof AudioError) return error;
    throw error;
  }
}

async function orAudioError<T>(attempt: () => Promise<T>): Promise<T | AudioError> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof AudioError) return error;
    throw error;
  }
}

function input(file: OpenAudio): { descriptor: number; container: Container } {
  return { descriptor: file.descriptor, container: file.container };
}

function isPlain({ wav }: OpenAudio, sampleRate: Hertz): boolean {
  return wav?.encoding === 'pcm' && wav.bits === 16 && wav.channels === 1 && wav.sampleRate === sampleRate;
}

function readPlain({ path, descriptor, wav }: OpenAudio, options: DecodeOptions): DecodedAudio {
  if (wav === undefined) throw new Error(`${path}: not a WAV file`);
  const [start, end] = range(path, wav.dataBytes / 2, options);
  const bytes = read(descriptor, wav.dataStart + 2 * start, 2 * (end - start), path);
  // WAV is little-endian, and so is every machine that TensorFlow is built for.
  const samples = new Int16Array(bytes.buffer, 0, end - start);
  return inspect(path, samples, options);
}

function finish(file: OpenAudio, output: FfmpegOutput, options: DecodeOptions): DecodedAudio {
  const mismatch = checkAgainstHeader(file, output, options);
  const [start, end] = range(file.path, output.samples.length, options);
  const samples = toPcm(file.path, output.samples.subarray(start, end));
  return inspect(file.path, samples, options, mismatch);
}

function checkAgainstHeader({ path, wav }: OpenAudio, output: FfmpegOutput, { sampleRate }: DecodeOptions): Seconds {
  // Of compressed WAV the bytes do not tell the length; ffmpeg does.
  const exact =
    wav === undefined || wav.encoding === 'other'
      ? undefined
      : wav.dataBytes / (wav.channels * Math.ceil(wav.bits / 8)) / wav.sampleRate;
  return checkLength(path, output.samples.length / sampleRate, exact ?? output.declared);
}

/** The span in samples; one that leaves the recording is an error of the list that names it. */
function range(path: string, samples: number, { span, sampleRate }: DecodeOptions): readonly [number, number] {
  if (samples > longestRecording * sampleRate) {
    throw new AudioError('too-long', path, { expected: `${longestRecording} s at most` });
  }
  if (span === undefined) return [0, samples];
  const start = Math.round(span[0] * sampleRate);
  // Lists round to hundredths of a second, so an end just past the recording is its end.
  const end = Math.min(Math.round(span[1] * sampleRate), samples);
  const late = span[1] - samples / sampleRate;
  if (!(start >= 0 && start < end && late < 0.05)) {
    throw new AudioError('truncated', path, {
      expected: `a recording that holds ${span[0]} to ${span[1]} s`,
      found: `${samples / sampleRate} s`,
    });
  }
  return [start, end];
}
