import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../core/atomic-write';
import { EnvironmentError } from '../core/errors';
import { compiledModule } from '../core/package-root';
import type { Seconds } from '../core/units';
import { engineDirectory, type Flavour } from '../engine/native-paths';
import { lastLines } from './run-program';

const smokeResult = z.strictObject({
  tensorflow: z.string(),
  device: z.string(),
  gpu: z.boolean(),
  threads: z.number(),
  product: z.array(z.number()),
  /** Why a compiled step ran op by op; null where it ran as one TensorFlow function. */
  fallback: z.string().nullable(),
});

/** What the engine said of itself, and a product of two matrices that it made. */
export type SmokeResult = z.infer<typeof smokeResult>;

const recordOf = (flavour: Flavour): string => join(engineDirectory(flavour), 'smoke-test.json');

/** The result of the smoke test that this engine has passed; undefined before, and after it is compiled anew. */
export function passedSmokeTest(flavour: Flavour): SmokeResult | undefined {
  const file = recordOf(flavour);
  return existsSync(file) ? smokeResult.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

export function recordSmokeTest(flavour: Flavour, result: SmokeResult): void {
  writeAtomically(recordOf(flavour), `${JSON.stringify(result)}\n`);
}

/** [[1, 2], [3, 4]] · [[5, 6], [7, 8]]. */
const expectedProduct = [19, 22, 43, 50];

/** Starts the engine in a process of its own and lets it multiply, op by op and compiled; throws EnvironmentError when it does not come to that. */
export async function smokeTest(flavour: Flavour, limit: Seconds = 120, signal?: AbortSignal): Promise<SmokeResult> {
  const { message, stderr, ending } = await askProcess(flavour === 'cpu' ? 'cpu' : 'auto', limit, signal);
  const result = smokeResult.safeParse(message);
  if (!result.success)
    throw noEngine(failureOf(message) ?? `${ending}${stderr === '' ? '' : `\n    ${lastLines(stderr)}`}`);
  const { product } = result.data;
  if (product.join() !== expectedProduct.join())
    throw noEngine(`[${product}] for a product that is [${expectedProduct}]`);
  return result.data;
}

interface Answer {
  readonly message: unknown;
  readonly stderr: string;
  readonly ending: string;
}

function askProcess(device: string, limit: Seconds, signal: AbortSignal | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = fork(compiledModule('provision/smoke-test-process'), [device], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      timeout: limit * 1000,
      killSignal: 'SIGKILL',
      execArgv: [],
      ...(signal === undefined ? {} : { signal }),
    });
    let message: unknown;
    let stderr = '';
    child.on('message', value => {
      message = value;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-16_384);
    });
    child.on('error', error => reject(signal?.aborted ? signal.reason : error));
    child.on('close', (code, killedBy) => {
      resolve({ message, stderr, ending: killedBy === null ? `exit code ${code}` : endingBySignal(killedBy, limit) });
    });
  });
}

function endingBySignal(signal: NodeJS.Signals, limit: Seconds): string {
  if (signal === 'SIGILL') return 'an instruction that this processor lacks (SIGILL); TensorFlow needs AVX';
  if (signal === 'SIGKILL') return `killed: out of memory, or no answer within ${limit} s`;
  return `killed by ${signal}`;
}

function failureOf(message: unknown): string | undefined {
  const failure = z.strictObject({ error: z.string() }).safeParse(message);
  return failure.success ? failure.data.error : undefined;
}

function noEngine(found: string): EnvironmentError {
  return new EnvironmentError({
    what: 'the TensorFlow engine does not work on this machine',
    expected: 'a product of two matrices',
    found,
    remedy: '`svtk setup --force` makes it anew; if that changes nothing, please report it with this text',
  });
}
