import { tf } from '../engine/tf';
import { stepFigures, trainingStep } from './step';
import { type Advance, readFigures, type Workbench } from './workbench';

/** One batch a step: one function does all of it. */
export function wholeSteps({ options, layout, state, extract, compiled }: Workbench): Advance {
  let names: readonly string[] = stepFigures;
  const step = compiled(
    'training-step',
    trainingStep(options, figures => {
      names = figures;
    }),
  );
  return async (next, scalars) => {
    const batch = await next();
    const inputs = [
      extract(batch, scalars.step),
      tf.tensor1d(batch.labels, 'int32'),
      ...[scalars.margin, scalars.learningRate, scalars.step + 1].map(value => tf.scalar(value, 'float32')),
    ];
    const outputs = step.run([...inputs, ...state.of(layout.names)]);
    batch.release();
    const figures = readFigures(names, outputs);
    state.renew(layout.names, outputs.slice(names.length));
    tf.dispose([inputs, outputs.slice(0, names.length)]);
    return figures;
  };
}
