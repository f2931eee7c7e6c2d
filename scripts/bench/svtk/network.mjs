import { compiled } from './compiled.mjs';

/** ResNet34 with 32, 64, 128 and 256 channels over 80 log mels, with start values. */
export function resnet34() {
  const { models } = compiled('models/index');
  const model = models.resnet34.build(models.resnet34.options.parse({}), { features: 80 });
  const weights = compiled('training/weights').initialWeights(model.parameters, 1);
  return { model, weights, trained: trainedSize(model.parameters) };
}

/** Numbers that training changes. */
export function trainedSize(parameters) {
  const sizes = parameters.filter(({ trained }) => trained).map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  return sizes.reduce((a, b) => a + b, 0);
}
