import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding';
import { tensorflowBackend } from './backend';
import { type NativeOutput, nativeBinding, observed } from './observed-binding';
import { opDefinition } from './op-definition';
import { tf } from './tf';

/** A pure function of tensors: everything that changes between calls comes in, everything of interest goes out. */
export type Step = (inputs: readonly tf.Tensor[]) => tf.Tensor[];

/** A tensor as TensorFlow sees it: its DataType number and shape. */
export interface TensorKind {
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** Where a tensor of a traced step comes from. */
export type Source =
  | { readonly from: 'input'; readonly index: number }
  | { readonly from: 'constant'; readonly constant: Constant }
  | { readonly from: 'node'; readonly node: TracedNode; readonly output: number };

export interface Constant extends TensorKind {
  readonly values: tf.backend_util.BackendValues;
}

export interface TracedNode {
  readonly op: string;
  readonly attributes: readonly TFEOpAttr[];
  readonly inputs: readonly Source[];
  readonly inputTypes: readonly number[];
  readonly outputTypes: readonly number[];
  /** Whether an input of the step reaches it: its value may differ in the next call. */
  readonly varies: boolean;
}

export interface Trace {
  readonly inputs: readonly TensorKind[];
  /** In the order in which they ran. */
  readonly nodes: readonly TracedNode[];
  readonly outputs: readonly Source[];
  /** What the step gave while it was traced: the caller disposes them. */
  readonly eager: tf.Tensor[];
}

/** Why a step cannot become a function although it runs: it is then run op by op. */
export class Untraceable extends Error {}

/**
 * Runs a step once, op by op, and records what it asks of TensorFlow. Tensors that it makes, and tensors that it closes over, become
 * constants. Throws Untraceable, after the step has run to its end, when the step reads a value that depends on its inputs; and an
 * Error at once when it draws random numbers, because a trace would repeat them for ever.
 */
export function trace(step: Step, inputs: readonly tf.Tensor[]): Trace {
  const backend = tensorflowBackend();
  const binding = nativeBinding();
  // Each input under an identity of its own, even where a caller passes one tensor twice.
  const aliases = inputs.map(input => {
    const [alias] = backend.executeMultipleOutputs('Identity', [], [input], 1);
    if (alias === undefined) throw new Error('Identity gave no output');
    return alias;
  });
  const sources = new Map<number, { readonly source: Source; readonly kind: TensorKind }>();
  const ids = backend['getInputTensorIds'](aliases);
  const kinds = aliases.map(({ dtype, shape }) => ({ dtype: backend.getDTypeInteger(dtype), shape }));
  for (const [index, id] of ids.entries()) {
    const kind = kinds[index];
    if (kind !== undefined) sources.set(id, { source: { from: 'input', index }, kind });
  }
  const nodes: TracedNode[] = [];
  let obstacle: string | undefined;

  const known = (id: number) => {
    const found = sources.get(id) ?? closedOver(id);
    sources.set(id, found);
    return found;
  };
  const observer = {
    created(id: number, shape: readonly number[], dtype: number, values: tf.backend_util.BackendValues): void {
      const constant = { shape: [...shape], dtype, values };
      sources.set(id, { source: { from: 'constant', constant }, kind: constant });
    },
    executed(
      op: string,
      attributes: readonly TFEOpAttr[],
      inputs: readonly number[],
      outputs: readonly NativeOutput[],
    ): void {
      if (opDefinition(op).stateful)
        throw new Error(`a compiled step may not run ${op}: its result is not a function of its inputs`);
      const from = inputs.map(known);
      const [same, made] = [from[0], outputs[0]];
      if (same && made && (op === 'Identity' || (op === 'Reshape' && `${same.kind.shape}` === `${made.shape}`))) {
        // tfjs reshapes to the shape that is there already: between a convolution and what follows it hides the pair from Grappler.
        sources.set(made.id, same);
        return;
      }
      const node: TracedNode = {
        op,
        attributes,
        inputs: from.map(({ source }) => source),
        inputTypes: from.map(({ kind }) => kind.dtype),
        outputTypes: outputs.map(({ dtype }) => dtype),
        varies: from.some(({ source }) => varies(source)),
      };
      nodes.push(node);
      for (const [output, { id, shape, dtype }] of outputs.entries()) {
        sources.set(id, { source: { from: 'node', node, output }, kind: { shape, dtype } });
      }
    },
    reading(id: number): void {
      const found = sources.get(id);
      if (found !== undefined && varies(found.source))
        obstacle ??= `it reads the value of a tensor (${found.kind.shape})`;
    },
  };

  const { random } = Math;
  Math.random = () => {
    throw new Error('a compiled step may not draw random numbers: they come in as tensors');
  };
  try {
    const { eager, outputs } = observed(observer, () => {
      const eager = runEagerly(step, aliases);
      return { eager, outputs: backend['getInputTensorIds'](eager).map((id: number) => known(id).source) };
    });
    if (obstacle !== undefined) {
      tf.dispose(eager);
      throw new Untraceable(obstacle);
    }
    return { inputs: kinds, nodes, outputs, eager };
  } finally {
    Math.random = random;
    tf.dispose(aliases);
  }

  function closedOver(id: number): { readonly source: Source; readonly kind: TensorKind } {
    // The binding tells a tensor's type and shape only when an op makes it.
    const [alias] = binding.executeOp('Identity', [], [id], 1);
    if (alias === undefined) throw new Error('Identity gave no output');
    const constant = { shape: alias.shape, dtype: alias.dtype, values: binding.tensorDataSync(id) };
    binding.deleteTensor(alias.id);
    return { source: { from: 'constant', constant }, kind: constant };
  }
}

/** Runs a step op by op. What it passes through or closes over stays with its owner: such outputs are clones. */
export function runEagerly(step: Step, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  return tf.tidy(() => {
    const { id: newest } = tf.scalar(0);
    return step(inputs).map(output => (output.id > newest ? output : tf.clone(output)));
  });
}

function varies(source: Source): boolean {
  return source.from === 'input' || (source.from === 'node' && source.node.varies);
}
