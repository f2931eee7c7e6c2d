import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import type { TFEOpAttr } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding';
import { tensorflowBackend } from './backend';
import { tf } from './tf';

/** An attribute of a TensorFlow op. A plain number is an integer; what JavaScript cannot tell apart is tagged. */
export type RawAttribute =
  | boolean
  | string
  | number
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly type: tf.DataType }
  | { readonly shape: readonly number[] };

export type RawAttributes = Readonly<Record<string, RawAttribute>>;

/**
 * Runs any TensorFlow kernel by its name: `rawOp('Svd', { T: { type: 'float32' }, compute_uv: true }, [x], 3)`.
 * Inputs go in the order of the op's definition; as many tensors come back as `outputs` says. It has no gradient: call it in the
 * forward function of tf.customGrad where one is needed (a gradient that reaches a bare rawOp throws, unless its outputs are integers,
 * through which none flows).
 */
export function rawOp(
  name: string,
  attributes: RawAttributes,
  inputs: readonly tf.Tensor[],
  outputs: number,
): tf.Tensor[] {
  registerOnce();
  const backend = tensorflowBackend();
  const named = Object.fromEntries(inputs.map((input, index) => [String(index), input]));
  const about: About = { name, shapes: inputs.map(({ shape }) => shape), constant: false };
  run = () => {
    const made = backend.executeMultipleOutputs(name, nativeAttributes(backend, attributes), [...inputs], outputs);
    about.constant = made.every(({ dtype }) => dtype === 'int32' || dtype === 'bool');
    return made;
  };
  const made: tf.Tensor | tf.Tensor[] = tf.engine().runKernel(kernelName, named, { about });
  return Array.isArray(made) ? made : [made];
}

/** What the gradient of a raw op needs to know; a type, as tfjs's attributes take no interface. */
type About = { readonly name: string; readonly shapes: number[][]; constant: boolean };

const kernelName = 'svtk:RawOp';
let run: () => tf.Tensor[] = () => [];

/** A kernel of tfjs that runs what rawOp prepared: so raw ops take part in scopes and in the gradient tape like any other. */
const registerOnce = (() => {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc: () => run() });
    tf.registerGradient({
      kernelName,
      gradFunc: (_dy, _saved, attributes) => {
        const { name, shapes, constant } = attributes['about'] as About;
        if (!constant) throw new Error(`the op ${name} has no gradient: call its rawOp inside tf.customGrad`);
        return Object.fromEntries(shapes.map((shape, index) => [String(index), () => tf.zeros(shape)]));
      },
    });
  };
})();

/** Attributes as upstream's binding takes them. */
export function nativeAttributes(backend: NodeJSKernelBackend, attributes: RawAttributes): TFEOpAttr[] {
  const { binding } = backend;
  return Object.entries(attributes).map(([name, value]) => {
    if (typeof value === 'boolean') return { name, type: binding.TF_ATTR_BOOL, value };
    if (typeof value === 'string') return { name, type: binding.TF_ATTR_STRING, value };
    if (typeof value === 'number' || isNumbers(value)) {
      if (![value].flat().every(Number.isInteger)) {
        throw new TypeError(`${name}: a plain number is an integer; use { float: ${value} }`);
      }
      return { name, type: binding.TF_ATTR_INT, value };
    }
    if ('float' in value) return { name, type: binding.TF_ATTR_FLOAT, value: value.float };
    if ('floats' in value) return { name, type: binding.TF_ATTR_FLOAT, value: value.floats };
    if ('type' in value) return { name, type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(value.type) };
    return { name, type: binding.TF_ATTR_SHAPE, value: value.shape };
  });
}

function isNumbers(value: RawAttribute): value is readonly number[] {
  return Array.isArray(value);
}
