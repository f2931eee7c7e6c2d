import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type * as onnxruntime from 'onnxruntime-node';
import { DataError } from '../../core/errors';

export interface SessionOptions {
  /** Threads of one run; by default one for each processor this process may use. */
  readonly threads?: number | undefined;
}

/** A tensor that goes into or comes out of a network, row-major. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** An input or output as its file declares it; an axis is a length, or a name where any length goes. */
export interface Port {
  readonly name: string;
  /** `float32`, `int64`, …; something else than a tensor has none. */
  readonly type: string | undefined;
  readonly shape: readonly (number | string)[];
}

/** An ONNX network that onnxruntime runs on the CPU. */
export interface Session {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** The named output for the named input. Throws DataError where onnxruntime refuses the input. */
  run(input: { readonly name: string; readonly tensor: FloatTensor }, output: string): Promise<FloatTensor>;
  close(): Promise<void>;
}

/** Opens a file, or the bytes of one; `where` names it in messages. Throws DataError where it is missing or onnxruntime cannot run it. */
export async function openSession(
  network: string | Uint8Array,
  { threads = availableParallelism() }: SessionOptions = {},
  where = typeof network === 'string' ? network : 'the network',
): Promise<Session> {
  if (typeof network === 'string' && !existsSync(network)) {
    throw new DataError({ what: 'no such ONNX network', where: network });
  }
  // Loaded when it is needed: 26 MB of native code.
  const { InferenceSession, Tensor }: typeof onnxruntime = await import('onnxruntime-node');
  // No memory plan is kept for each length; and only fatal messages of its own, as what it throws says the same.
  const options = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableMemPattern: false,
    logSeverityLevel: 4,
  } as const;
  const open = () =>
    typeof network === 'string' ? InferenceSession.create(network, options) : InferenceSession.create(network, options);
  const session = await open().catch(error => {
    throw new DataError(
      {
        what: 'onnxruntime cannot open the network',
        where,
        expected: 'an ONNX file whose operator set this onnxruntime knows, with its weights inside',
        found: messageOf(error),
      },
      { cause: error },
    );
  });
  return {
    inputs: session.inputMetadata.map(portOf),
    outputs: session.outputMetadata.map(portOf),
    async run({ name, tensor: { shape, data } }, output) {
      try {
        const made = await session.run({ [name]: new Tensor('float32', data, [...shape]) }, [output]);
        const found = made[output];
        if (!(found?.data instanceof Float32Array)) throw new Error(`${output} is not of float32`);
        // A copy: the memory is onnxruntime's.
        return { shape: found.dims, data: Float32Array.from(found.data) };
      } catch (error) {
        throw new DataError(
          { what: 'onnxruntime cannot run the network', where, found: `input [${shape}]: ${messageOf(error)}` },
          { cause: error },
        );
      }
    },
    close: () => session.release(),
  };
}

function portOf(metadata: onnxruntime.InferenceSession.ValueMetadata): Port {
  if (!metadata.isTensor) return { name: metadata.name, type: undefined, shape: [] };
  return { name: metadata.name, type: metadata.type, shape: metadata.shape };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
