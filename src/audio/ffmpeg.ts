import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import fluentFfmpeg from 'fluent-ffmpeg';
import { EnvironmentError } from '../core/errors';
import type { Hertz, Seconds } from '../core/units';
import type { Container } from './container';
import { findFfmpeg } from './find-ffmpeg';
import { plausibleRate } from './wav';

/** An open file and what is in it. */
export interface FfmpegInput {
  /** Descriptor of a regular file; ffmpeg gets this and never the name, so that no name can be an option, a URL or a pattern. */
  readonly descriptor: number;
  readonly container: Container;
}

/** What ffmpeg made of one input. */
export interface FfmpegOutput {
  /** Mono samples at the wanted rate, in [-1, 1] where the source was. */
  readonly samples: Float32Array;
  /** The container's own statement of its length; undefined where it makes none, or ffmpeg guessed it from the bit rate. */
  readonly declared: Seconds | undefined;
}

export interface FfmpegResult {
  readonly exitCode: number;
  readonly outputs: readonly FfmpegOutput[];
  /** ffmpeg's error lines, the first few. */
  readonly errors: readonly string[];
}

/** More than this is not speech for a trial; it also bounds what a decompression bomb can take (1.4 GB of memory). */
export const longestRecording: Seconds = 6 * 3600;

/**
 * Decodes several open files in one process, each into a pipe of its own; the only place that knows fluent-ffmpeg.
 *
 * fluent-ffmpeg builds the argument list and svtk starts the process: its own `run` first asks ffmpeg for lists of formats whose
 * layout changed in ffmpeg 7, takes one output stream only, and passes no descriptors.
 * One broken file may end the whole process: the caller then tries them one by one.
 */
export async function runFfmpeg(
  inputs: readonly FfmpegInput[],
  sampleRate: Hertz,
  signal?: AbortSignal,
): Promise<FfmpegResult> {
  const binary = findFfmpeg().path;
  const firstOutput = 3 + inputs.length;
  const child = spawn(binary, argumentsFor(inputs, sampleRate), {
    stdio: ['ignore', 'ignore', 'pipe', ...inputs.map(input => input.descriptor), ...inputs.map(() => 'pipe' as const)],
    shell: false,
    // Out of reach of a terminal's Ctrl-C, which would make the recording look broken; when svtk ends, it ends at its closed pipe.
    detached: true,
    ...(signal === undefined ? {} : { signal, killSignal: 'SIGKILL' }),
  });
  const exited = once(child, 'close').catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new EnvironmentError({ what: 'cannot start ffmpeg', where: binary, remedy: 'svtk setup' }, { cause: error });
  });
  const limit = longestRecording * sampleRate;
  let implausible: string | undefined;
  const listen = (line: string): void => {
    const rate = /^\[info\] {3}Stream #.*: Audio: .*?, (\d+) Hz/.exec(line)?.[1];
    if (rate === undefined || plausibleRate(Number(rate))) return;
    // 64 kB at 1 Hz would be 9 hours, and gigabytes at the wanted rate.
    implausible = `a sample rate of ${rate} Hz`;
    child.kill('SIGKILL');
  };
  const streams = inputs.map((_, index) => child.stdio[firstOutput + index]);
  const [samples, log, exit] = await Promise.all([
    Promise.all(streams.map(stream => collectFloats(stream, limit))),
    collectLines(child.stderr, listen),
    exited,
  ]);
  if (implausible !== undefined) {
    const nothing = { samples: new Float32Array(0), declared: undefined };
    return { exitCode: 1, outputs: inputs.map(() => nothing), errors: [implausible] };
  }
  const declared = declaredLengths(log, inputs.length);
  return {
    exitCode: typeof exit[0] === 'number' ? exit[0] : 1,
    outputs: samples.map((values, index) => ({ samples: values, declared: declared[index] })),
    errors: log.filter(line => /\[(error|fatal|panic)\]/.test(line)).slice(0, 5),
  };
}

function argumentsFor(inputs: readonly FfmpegInput[], sampleRate: Hertz): string[] {
  const command = fluentFfmpeg();
  inputs.forEach(({ container }, index) => {
    command.input(`file:/dev/fd/${3 + index}`);
    command.inputOptions(['-protocol_whitelist', 'file,pipe', '-f', container, '-threads', '1']);
  });
  inputs.forEach((_, index) => {
    command.output(`pipe:${3 + inputs.length + index}`);
    command.outputOptions(['-map', `${index}:a:0`, '-ac', '1', '-ar', `${sampleRate}`]);
    // The mean of the channels: left to itself, ffmpeg mixes floats by 1/√2 each, 3 dB louder than it mixes integers.
    command.outputOptions(['-rematrix_maxval', '1', '-c:a', 'pcm_f32le', '-f', 'f32le']);
  });
  return ['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'level+info', ...command._getArguments()];
}

async function collectFloats(stream: unknown, limit: number): Promise<Float32Array> {
  if (!isReadable(stream)) return new Float32Array(0);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    // Past the limit the rest is drained, not kept: closing the pipe would make ffmpeg blame the file.
    if (bytes <= limit * 4 + chunk.length) chunks.push(chunk);
  }
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return new Float32Array(whole.buffer, 0, whole.length >> 2);
}

/** The lines of a stream, the first megabyte of them, each also told to `listen` as it comes. */
async function collectLines(stream: unknown, listen: (line: string) => void): Promise<string[]> {
  if (!isReadable(stream)) return [];
  const lines: string[] = [];
  let rest = '';
  let length = 0;
  for await (const chunk of stream) {
    if (length > 1_000_000) continue;
    length += String(chunk).length;
    const parts = `${rest}${chunk}`.split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) listen(line);
    lines.push(...parts);
  }
  return [...lines, rest];
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === 'object' && stream !== null && Symbol.asyncIterator in stream;
}

/** The `Duration:` that ffmpeg prints after each `Input #n`. */
function declaredLengths(log: readonly string[], inputs: number): (Seconds | undefined)[] {
  const lengths: (Seconds | undefined)[] = new Array(inputs).fill(undefined);
  let current = -1;
  let guessed = false;
  for (const line of log) {
    if (line.includes('Estimating duration from bitrate')) guessed = true;
    const input = /^\[info\] Input #(\d+),/.exec(line);
    if (input !== null) current = Number(input[1]);
    const duration = /^\[info\] {3}Duration: (\d+):(\d+):(\d+(?:\.\d+)?),/.exec(line);
    if (duration === null || current < 0 || current >= inputs) continue;
    const [hours, minutes, seconds] = duration.slice(1).map(Number);
    if (!guessed) lengths[current] = hours! * 3600 + minutes! * 60 + seconds!;
    guessed = false;
  }
  return lengths;
}
