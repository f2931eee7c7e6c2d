import { ProtobufWriter } from './protobuf';

/** Which parts of TensorFlow's ConfigProto svtk sets (tensorflow/core/protobuf/config.proto, numbers from there). */
export interface ContextConfig {
  readonly threads: number;
}

/** The ConfigProto of the process: threads inside an op, ops at once, and GPU memory taken as it is needed. */
export function contextConfig({ threads }: ContextConfig): Uint8Array {
  return new ProtobufWriter()
    .integer(2, threads) // intra_op_parallelism_threads
    .integer(5, threads) // inter_op_parallelism_threads
    .bytes(6, new ProtobufWriter().integer(4, true)) // gpu_options.allow_growth
    .finish();
}

export type Precision = 'fp32' | 'bf16';

/** The ConfigProto of a call of a function, in hex as our binding takes it: what Grappler may do to the function. */
export function rewriteConfig(precision: Precision): string {
  // The arithmetic optimizer turns sums into AddN, whose order is a matter of timing: see ordered-sums.ts.
  const rewrites = new ProtobufWriter().integer(7, 2); // arithmetic_optimization: OFF
  if (precision === 'bf16') rewrites.integer(31, 1); // auto_mixed_precision_onednn_bfloat16: ON
  const graph = new ProtobufWriter().bytes(10, rewrites); // graph_options.rewrite_options
  return Buffer.from(new ProtobufWriter().bytes(10, graph).finish()).toString('hex');
}
