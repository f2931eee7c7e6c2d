import { UsageError } from '../core/errors';
import { nearestNames } from '../core/nearest-names';
import type { Frames } from '../core/vectors';
import { tf } from '../engine/tf';
import type { Pass } from '../layers/pass';
import { demandFiniteEmbedding, demandFrames } from './extractor';
import { type NetworkOptions, openNetworkReader } from './network-reader';

/** A network that gives the output of one of its layers, in place of the embedding. */
export interface LayerReader {
  /**
   * Samples in [-1, 1] → a row for each frame that the layer has; one row of a layer behind the pooling. Where frames have several frequencies, a row
   * holds all frequencies of the first channel, then those of the next, as pooling reads them. Errors as of an extractor; a UsageError that
   * names the layers where the network has none of that name.
   */
  read(samples: Float32Array, name: string): Frames;
  dispose(): void;
}

/** Opens the layer that the network exposes under that name (`Pass.expose`); docs/models.md lists the names. */
export function openLayerReader(options: NetworkOptions, layer: string): LayerReader {
  const network = openNetworkReader(options, 'layer', (given, features) => {
    const exposed = new Map<string, tf.Tensor>();
    const pass: Pass = { ...given, expose: (name, value) => exposed.set(name, value) };
    options.model.forward(pass, features);
    return tf.clone(exposed.get(layer) ?? unknownLayer(layer, [...exposed.keys()]));
  });
  return {
    read(samples, name) {
      demandFrames([{ name, samples: samples.length }], options);
      const found = network.read(samples, framesOf);
      demandFiniteEmbedding(found.data, name);
      return found;
    },
    dispose: network.dispose,
  };
}

/** [1, channels], or [1, frames, frequencies, channels] with each frame's channels the slower index. */
function framesOf(output: tf.Tensor): Frames & { readonly data: Float32Array } {
  const [, rows = 1, frequencies = 1, channels = 1] = output.rank === 2 ? [1, 1, 1, output.shape[1]] : output.shape;
  const columns = frequencies * channels;
  const values = output.dataSync();
  const data = new Float32Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let frequency = 0; frequency < frequencies; frequency++) {
      for (let channel = 0; channel < channels; channel++, at++) {
        data[row * columns + channel * frequencies + frequency] = values[at] ?? Number.NaN;
      }
    }
  }
  return { rows, columns, data };
}

function unknownLayer(layer: string, known: readonly string[]): never {
  const near = nearestNames(layer, known);
  throw new UsageError({
    what: 'the network has no layer of that name',
    where: '--layer',
    expected: known.join(', '),
    found: `'${layer}'`,
    ...(near.length === 0 ? {} : { remedy: `did you mean ${near.join(' or ')}?` }),
  });
}
