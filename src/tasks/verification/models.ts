import type { Registry } from '../../core/registry';
import { iVector } from '../../ivectors/i-vector';
import { models as networks } from '../../models';
import { onnxNetwork } from '../../models/onnx';

/** What `model:` can name: networks, those of others, and what makes an embedding without one. */
export const models = { ...networks, onnx: onnxNetwork, 'i-vector': iVector } satisfies Registry;
