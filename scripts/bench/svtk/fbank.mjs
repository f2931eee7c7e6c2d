import { compiled, onFallback, startTensorflow } from './compiled.mjs';
import { wave } from './noise.mjs';

/** Kaldi's 80 log mel energies. */
export function fbank80(cmn) {
  const { fbank } = compiled('features/index').features;
  return fbank.build(fbank.options.parse({ cmn }));
}

/** Features of one utterance, from samples to values, compiled as in training. */
export async function open({ seconds, threads }) {
  const tf = await startTensorflow(threads);
  const feature = fbank80('none');
  const samples = wave(seconds);
  const { compile } = compiled('engine/compile');
  const extract = compile(([waves]) => [feature.extract(waves)], { name: 'features', onFallback });
  function run() {
    const waves = tf.tensor2d(samples, [1, samples.length]);
    const [features] = extract.run([waves]);
    const values = features.dataSync();
    tf.dispose([waves, features]);
    return values;
  }
  const values = run();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { answer: [values.length, mean], run };
}
