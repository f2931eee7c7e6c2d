import { resnetOfDepth } from './resnet-of-depth';

export const resnet18 = resnetOfDepth({ layers: 18, block: 'basic', blocks: [2, 2, 2, 2] });
