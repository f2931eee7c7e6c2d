import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A module of svtk as compiled: what users run. */
export const compiled = name => require(`../../../dist/${name}.js`);

export const { version } = require('../../../package.json');

/** Starts TensorFlow on the processor and returns the tensor library. */
export async function startTensorflow(threads) {
  await compiled('engine/start').startEngine({ device: 'cpu', threads });
  return compiled('engine/tf').tf;
}

/** A figure of an interrupted trace or a fallback would not be of what it says it is of. */
export function onFallback(reason) {
  throw new Error(`not compiled: ${reason}`);
}
