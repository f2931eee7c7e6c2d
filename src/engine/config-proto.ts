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
