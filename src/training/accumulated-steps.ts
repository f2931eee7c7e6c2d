import { tf } from '../engine/tf';
import { named } from './gradients';
import { accumulatingStep, changedNames, untrainedNames, updatingStep } from './step';
import { type Advance, readFigures, type Workbench } from './workbench';

/**
 * Several batches a step: the gradients of one after the other are summed on the device, then the update takes their mean.
 * Without batch norm that is the step on all batches as one, as in PyTorch with the loss divided by their number; batch norm
 * takes each batch by itself, and moves its running statistics once for each. Memory is that of one batch and one more gradient.
 */
export function accumulatedSteps({ options, layout, state, extract, compiled }: Workbench): Advance {
  const count = options.accumulate;
  let names: readonly string[] = [];
  const gather = compiled(
    'training-gradients',
    accumulatingStep(options, figures => {
      names = figures;
    }),
  );
  const update = compiled('training-update', updatingStep(options, count));
  const weights = layout.parameters.map(({ name }) => name);
  const statistics = untrainedNames(layout);
  return async (next, scalars) => {
    let sums = layout.trained.map(({ name }) => tf.zerosLike(named(state.tensors, name)));
    const totals: Record<string, number> = {};
    const margin = tf.scalar(scalars.margin, 'float32');
    for (let place = 0; place < count; place++) {
      const batch = await next();
      const inputs = [extract(batch, scalars.step * count + place), tf.tensor1d(batch.labels, 'int32')];
      const outputs = gather.run([...inputs, margin, ...state.of(weights), ...sums]);
      batch.release();
      for (const [name, value] of Object.entries(readFigures(names, outputs))) {
        totals[name] = (totals[name] ?? 0) + value / count;
      }
      state.renew(statistics, outputs.slice(names.length, names.length + statistics.length));
      tf.dispose([inputs, sums, outputs.slice(0, names.length)]);
      sums = outputs.slice(names.length + statistics.length);
    }
    const rates = [scalars.learningRate, scalars.step + 1].map(value => tf.scalar(value, 'float32'));
    const [norm, ...renewed] = update.run([...rates, ...sums, ...state.of(layout.names)]);
    const figures = { ...totals, ...readFigures(['gradient_norm'], norm === undefined ? [] : [norm]) };
    state.renew(changedNames(layout), renewed);
    tf.dispose([rates, sums, margin, norm ?? []]);
    return figures;
  };
}
