import { resnetOfDepth } from './resnet-of-depth';

export const resnet34 = resnetOfDepth({ layers: 34, block: 'basic', blocks: [3, 4, 6, 3] });
