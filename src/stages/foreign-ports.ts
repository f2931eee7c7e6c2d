import { DataError } from '../core/errors';
import type { Port, Session } from '../engine/onnx/session';
import type { Feature } from '../features/feature';
import type { OnnxOptions } from '../models/onnx';

export type Layout = Exclude<OnnxOptions['layout'], 'auto'>;

/** Where a foreign network takes frames or samples, and where it gives the embedding. */
export interface ForeignPorts {
  readonly input: string;
  readonly output: string;
  readonly layout: Layout;
}

/** Where the lengths stand in each layout; the first axis is the batch. */
const axes = {
  frames: { open: 1, fixed: 2 },
  channels: { open: 2, fixed: 1 },
  waveform: { open: 1, fixed: undefined },
};

/**
 * Finds the input and the output of a network that others made, and holds them to the features. Throws DataError where the file has
 * no such input or output, several to choose from, or takes something else than what is given.
 */
export function foreignPorts(
  { inputs, outputs }: Pick<Session, 'inputs' | 'outputs'>,
  chosen: OnnxOptions,
  { dimension }: Pick<Feature, 'dimension'>,
): ForeignPorts {
  const at = chosen.path;
  const input = chosenPort(inputs, chosen.input, { kind: 'input', usual: 'feats', at });
  const output = chosenPort(outputs, chosen.output, { kind: 'output', usual: 'embs', at });
  if (inputs.length > 1) {
    throw new DataError({
      what: 'the network has several inputs',
      where: at,
      expected: 'one, of frames or samples',
      found: inputs.map(described).join('; '),
      remedy: 'export it so that lengths and masks are inside',
    });
  }
  if (input.type !== 'float32') refuse('the input is not of float32', at, 'float32', described(input));
  const layout = chosen.layout === 'auto' ? layoutOf(input, dimension) : chosen.layout;
  const [batch] = input.shape;
  const { open, fixed } = axes[layout];
  const rank = fixed === undefined ? 2 : 3;
  if (input.shape.length !== rank) {
    refuse('the input has another number of axes', at, `${rank} for the layout ${layout}`, described(input));
  }
  if (typeof batch === 'number' && batch !== 1) refuse('the batch is fixed', at, 'any batch, or 1', described(input));
  if (typeof input.shape[open] === 'number') {
    refuse('the length is fixed', at, 'an open axis of frames: utterances are taken whole', described(input));
  }
  const size = fixed === undefined ? undefined : input.shape[fixed];
  if (typeof size === 'number' && size !== dimension) {
    refuse('the network is for other features', at, described(input), `${dimension} values in a frame of the recipe’s`);
  }
  return { input: input.name, output: output.name, layout };
}

function layoutOf({ shape }: Port, dimension: number): Layout {
  if (shape.length === 2) return 'waveform';
  return shape[1] === dimension && shape[2] !== dimension ? 'channels' : 'frames';
}

interface Wanted {
  readonly kind: 'input' | 'output';
  /** The name to take where there are several. */
  readonly usual: string;
  readonly at: string;
}

function chosenPort(ports: readonly Port[], name: string | undefined, { kind, usual, at }: Wanted): Port {
  const [only] = ports;
  const found =
    name === undefined
      ? (ports.find(port => port.name === usual) ?? (ports.length === 1 ? only : undefined))
      : ports.find(port => port.name === name);
  if (found !== undefined) return found;
  throw new DataError({
    what: name === undefined ? `the network has several ${kind}s` : `the network has no such ${kind}`,
    where: at,
    ...(name === undefined ? {} : { expected: `'${name}'` }),
    found: ports.map(described).join('; '),
    remedy: `set model.${kind} to one of them`,
  });
}

function described({ name, type = 'no tensor', shape }: Port): string {
  return `${name} [${shape.join(', ')}] of ${type}`;
}

function refuse(what: string, where: string, expected: string, found: string): never {
  throw new DataError({
    what,
    where,
    expected,
    found,
    remedy: 'set features and model to what the network was trained on',
  });
}
