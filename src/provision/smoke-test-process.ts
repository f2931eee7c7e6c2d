/** A process of its own: a library that crashes the process must not take svtk with it. Answers its parent with one message. */
import { compile } from '../engine/compile';
import { watchSecondInterrupt } from '../engine/second-interrupt';
import { startEngine } from '../engine/start';
import { tf } from '../engine/tf';
import type { SmokeResult } from './smoke-test';

async function run(device: 'auto' | 'cpu'): Promise<SmokeResult> {
  const engine = await startEngine({ device });
  watchSecondInterrupt({ echo: 0, promise: '', farewell: '' })?.(); // whether it loads
  const inputs = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])];
  let fallback: string | null = null;
  const multiply = compile(([a, b]) => [tf.matMul(a!, b!)], {
    name: 'smoke test',
    onFallback: reason => {
      fallback = reason;
    },
  });
  multiply.run(inputs);
  const [product] = multiply.run(inputs);
  return { ...engine, product: Array.from(await product!.data()), fallback };
}

run(process.argv[2] === 'cpu' ? 'cpu' : 'auto').then(
  result => process.send?.(result, () => process.disconnect()),
  (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.send?.({ error: message }, () => process.disconnect());
  },
);
