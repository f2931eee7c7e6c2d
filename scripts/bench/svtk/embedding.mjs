import { compiled, onFallback, startTensorflow } from './compiled.mjs';
import { fbank80 } from './fbank.mjs';
import { resnet34 } from './network.mjs';
import { wave } from './noise.mjs';

/** The embedding of one utterance by the extractor that `svtk embed` uses: from its samples, or from features that are there already. */
export async function open({ from, seconds, precision, threads }) {
  const tf = await startTensorflow(threads);
  const samples = wave(seconds);
  const fbank = fbank80('utterance');
  const ready = fbank.extract(tf.tensor2d(samples, [1, samples.length]));
  const feature = from === 'network' ? { ...fbank, extract: () => tf.clone(ready) } : fbank;
  const { model, weights, trained } = resnet34();
  const extractor = compiled('stages/extractor').openExtractor({ feature, model, weights, precision, onFallback });
  return {
    answer: [trained, ready.shape[1], extractor.extract(samples, 'bench').length],
    run: () => extractor.extract(samples, 'bench'),
  };
}
