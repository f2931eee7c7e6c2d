import { randomUUID } from 'node:crypto';
import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding';
import { tensorflowBackend } from './backend';
import { type Precision, rewriteConfig } from './config-proto';
import { disagreement, nudge } from './disagreement';
import { foldBatchNorm } from './fold-batch-norm';
import { functionDefinition } from './function-definition';
import { generalise } from './generalise';
import { nativeBinding } from './observed-binding';
import { orderedSums } from './ordered-sums';
import { tf } from './tf';
import { runEagerly, type Step, type Trace, trace, Untraceable } from './trace';

export type { Precision } from './config-proto';
export type { Step } from './trace';

export interface CompileOptions {
  /** Names the step in messages and in TensorFlow's profiles. */
  readonly name: string;
  /** bf16: convolutions and products of matrices in bfloat16 where the CPU has it, weights and sums in float32. */
  readonly precision?: Precision;
  /** An axis whose length may differ from call to call, in every input: one function serves all lengths, if the step allows it. */
  readonly openAxis?: number;
  /** In how many of the inputs, counted from the first, that axis is open; in all of them unless given. */
  readonly openInputs?: number;
  /** How many sets of input shapes are kept as functions at a time; the one unused for longest goes first. */
  readonly traces?: number;
  /** Told, once for each set of shapes, why the step runs op by op after all. */
  readonly onFallback: (reason: string) => void;
}

export interface Compiled {
  /** Runs the step; the caller disposes inputs and outputs. Not differentiable from outside: gradients are taken within the step. */
  run(inputs: readonly tf.Tensor[]): tf.Tensor[];
  dispose(): void;
}

/**
 * Makes one TensorFlow function of a pure step, so that Grappler optimizes it as a whole and JavaScript makes one call for all of it.
 * For each new set of input shapes and types the first call runs the step op by op, records it, runs the function made of the record on
 * the same inputs, and compares: where the two differ, or the step cannot become a function, it goes on op by op and says so.
 * Results come from the function from the first call on, so that a run that is interrupted and resumed computes the same.
 */
export function compile(step: Step, options: CompileOptions): Compiled {
  const { name, precision = 'fp32', traces = 8, onFallback } = options;
  const openAxis: OpenAxis = input => (input < (options.openInputs ?? input + 1) ? options.openAxis : undefined);
  const open = options.openAxis === undefined ? undefined : openAxis;
  const functions = new Map<string, TracedFunction | 'eager'>();
  return {
    run(inputs) {
      const key = inputs.map(({ dtype, shape }, place) => `${dtype}[${opened(shape, open?.(place))}]`).join();
      const found = functions.get(key);
      functions.delete(key);
      if (found !== undefined) {
        functions.set(key, found);
        return found === 'eager' ? runEagerly(step, inputs) : found.call(inputs, precision);
      }
      while (functions.size >= traces) forget(functions);
      const { outputs, made } = firstCall(step, inputs, { name, precision, open, onFallback });
      functions.set(key, made);
      return outputs;
    },
    dispose() {
      while (functions.size > 0) forget(functions);
    },
  };
}

function forget(functions: Map<string, TracedFunction | 'eager'>): void {
  for (const [key, oldest] of functions) {
    functions.delete(key);
    if (oldest !== 'eager') oldest.remove();
    return;
  }
}

/** The axis of an input that is open, if one is. */
type OpenAxis = (input: number) => number | undefined;

interface FirstCall {
  readonly name: string;
  readonly precision: Precision;
  readonly open: OpenAxis | undefined;
  readonly onFallback: (reason: string) => void;
}

function opened(shape: readonly number[], open: number | undefined): string {
  return shape.map((extent, axis) => (axis === open ? '*' : extent)).join();
}

/** A trace of the step for inputs that go on with their own beginning. */
function traceLonger(step: Step, inputs: readonly tf.Tensor[], open: OpenAxis): Trace {
  const longer = inputs.map((input, place) => {
    const axis = open(place);
    if (axis === undefined) return tf.clone(input);
    const size = input.shape.map((extent, index) => (index === axis ? Math.ceil(extent / 3) : extent));
    const beginning = tf.slice(
      input,
      input.shape.map(() => 0),
      size,
    );
    const joined = tf.concat([input, beginning], axis);
    beginning.dispose();
    return joined;
  });
  const record = trace(step, longer);
  tf.dispose([longer, record.eager]);
  return record;
}

function firstCall(
  step: Step,
  inputs: readonly tf.Tensor[],
  { name, precision, open, onFallback }: FirstCall,
): { readonly outputs: tf.Tensor[]; readonly made: TracedFunction | 'eager' } {
  const fallBack = (reason: string) => onFallback(`${name} runs op by op: ${reason}`);
  let eager: tf.Tensor[] = [];
  let made: TracedFunction | undefined;
  try {
    const record = trace(step, inputs);
    eager = record.eager;
    const general = open === undefined ? record : generalise(record, traceLonger(step, inputs, open));
    made = new TracedFunction(
      name,
      functionName => functionDefinition(functionName, orderedSums(foldBatchNorm(general))),
      eager.length,
    );
    const outputs = made.call(inputs, 'fp32');
    const difference = disagreement(eager, outputs) && disagreementBeyondNoise(step, inputs, eager, outputs);
    if (difference !== undefined) {
      tf.dispose(outputs);
      throw new Untraceable(difference);
    }
    tf.dispose(eager);
    if (precision === 'fp32') return { outputs, made };
    tf.dispose(outputs);
    return { outputs: made.call(inputs, precision), made };
  } catch (error) {
    made?.remove();
    if (!(error instanceof Untraceable)) throw error;
    fallBack(error.message);
    return { outputs: eager.length > 0 ? eager : runEagerly(step, inputs), made: 'eager' };
  }
}

/** A second look, for a step whose own rounding errors are large: only where the first look found a difference, as it costs a step. */
function disagreementBeyondNoise(
  step: Step,
  inputs: readonly tf.Tensor[],
  eager: readonly tf.Tensor[],
  traced: readonly tf.Tensor[],
): string | undefined {
  const moved = nudge(inputs);
  const nudged = runEagerly(step, moved);
  const difference = disagreement(eager, traced, nudged);
  tf.dispose([moved, nudged]);
  return difference;
}

/** A function in TensorFlow's eager context. */
class TracedFunction {
  private readonly name: string;
  constructor(
    name: string,
    define: (name: string) => Uint8Array,
    private readonly outputs: number,
  ) {
    this.name = `svtk_${name.replace(/\W/g, '_')}_${randomUUID().replaceAll('-', '')}`;
    try {
      nativeBinding().addFunction(define(this.name));
    } catch (error) {
      throw new Untraceable(
        `TensorFlow refuses its function: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  call(inputs: readonly tf.Tensor[], precision: Precision): tf.Tensor[] {
    const backend = tensorflowBackend();
    const config: TFEOpAttr = {
      name: 'config_proto',
      type: backend.binding.TF_ATTR_STRING,
      value: rewriteConfig(precision),
    };
    return backend.executeMultipleOutputs(this.name, [config], [...inputs], this.outputs);
  }

  remove(): void {
    nativeBinding().removeFunction(this.name);
  }
}
