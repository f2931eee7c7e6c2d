import { resnetOfDepth } from './resnet-of-depth';

export const resnet50 = resnetOfDepth({ layers: 50, block: 'bottleneck', blocks: [3, 4, 6, 3] });
