import type { CommandModule } from 'yargs';
import { NumericError, UsageError } from '../core/errors';

/** Most that onnxruntime's embedding may differ from ours, as a share of its largest value. */
const tolerance = 1e-4;

/** `svtk export`: the network of a run as ONNX. */
export const command: CommandModule = {
  command: 'export <run>',
  describe: 'Write the network of a run as ONNX, and hold what onnxruntime makes of it to our own',
  builder: yargs =>
    yargs
      .positional('run', { describe: 'run directory, or a network file in one', type: 'string' })
      .option('out', { describe: '.onnx file to write', type: 'string', alias: 'o', requiresArg: true })
      .option('json', { describe: 'print one JSON document', type: 'boolean', default: false })
      .example('$0 export exp/resnet34/default --out resnet34.onnx', 'feats [B, T, 80] → embs [B, 256]'),
  async handler(argv) {
    const [run, out] = [String(argv['run']), argv['out'] === undefined ? '' : String(argv['out'])];
    if (!out.endsWith('.onnx')) {
      throw new UsageError({
        what: 'where to write the network',
        where: '--out',
        expected: 'a .onnx file',
        found: out,
      });
    }
    const [{ runWithNetwork }, { exportNetwork, ports }, { buildNetwork }, { startEngine }, { loadWeights }, atomic] = [
      await import('./trained-run'),
      await import('../stages/export-network'),
      await import('../tasks/verification/parts'),
      await import('../engine/start'),
      await import('../training/weights'),
      await import('../core/atomic-write'),
    ];
    const { kind, recipe, network } = runWithNetwork(run);
    if (kind === 'foreign') throw new UsageError({ what: 'the network of this run is ONNX already', where: network });
    await startEngine({ device: 'cpu' });
    const { feature, model } = buildNetwork(recipe);
    const settings = { model: recipe.model, features: recipe.features };
    const { file, difference } = await exportNetwork({ feature, model, weights: loadWeights(network), settings });
    if (!(difference <= tolerance)) {
      throw new NumericError({
        what: 'the exported network is not ours',
        where: network,
        expected: `embeddings within ${tolerance} of ours under onnxruntime`,
        found: String(difference),
        remedy: 'nothing was written; please report it with the recipe',
      });
    }
    atomic.writeAtomically(out, file);
    if (argv['json'] === true) {
      const facts = { file: out, bytes: file.length, embedding: model.embedding, difference };
      return void process.stdout.write(`${JSON.stringify(facts)}\n`);
    }
    process.stdout.write(
      `${out}: ${ports.input} [B, T, ${feature.dimension}] → ${ports.output} [B, ${model.embedding}], ${(file.length / 1e6).toFixed(1)} MB\n` +
        `  onnxruntime's embeddings differ from ours by ${difference.toExponential(1)} of their largest value\n`,
    );
  },
};
