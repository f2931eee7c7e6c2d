import type { CommandModule } from 'yargs';
import { z } from 'zod';
import { UsageError } from '../core/errors';
import { scoreForms } from '../manifest/score-forms';
import { checkedArguments } from './checked-arguments';
import { runOptions } from './run-settings';
import { namesRecipe, runUpTo } from './stage-command';
import { typedNumber } from './typed-number';

const path = z.string().optional();
const dimensions = typedNumber(z.int().positive()).optional();

/** What `svtk score TRIALS` is given; absent files are undefined. */
export const scoreOptions = z.object({
  trials: z.string(),
  embeddings: z.string({ error: 'give the file with the embeddings' }),
  enrollEmbeddings: path,
  enrollMap: path,
  backend: z.string().optional(),
  plda: path,
  transform: path,
  mean: path,
  savePlda: path,
  lda: dimensions,
  centre: z.boolean().optional(),
  iterations: dimensions,
  lengthNorm: z.enum(['kaldi', 'simple', 'none']).optional(),
  trainEmbeddings: path,
  utt2spk: path,
  norm: z.enum(['none', 'as-norm', 's-norm']),
  cohort: path,
  cohortMap: path,
  topN: typedNumber(z.int().positive()),
  out: path,
  form: z.enum(scoreForms).optional(),
});
export type ScoreArguments = z.output<typeof scoreOptions>;

const file = (describe: string) => ({ type: 'string' as const, requiresArg: true, describe });

/** `svtk score`: embeddings and a trial list in, scores and error rates out. */
export const command: CommandModule = {
  command: 'score <trials..>',
  describe: 'Score a trial list: cosine, LDA or PLDA, with AS-norm; prints EER and minDCF where it has labels',
  builder: yargs =>
    runOptions(yargs)
      .positional('trials', {
        array: true,
        type: 'string',
        describe: "a recipe, or a list of 'enroll test target|nontarget', '1 enroll test' or 'enroll test' lines",
      })
      .option(
        'embeddings',
        file('.npy with .ids, .npz, .ark, .scp, .pkl, .pt, .safetensors or text; of both sides, or of the test side'),
      )
      .option('enroll-embeddings', file('embeddings of the enrollment side, where they are others'))
      .option('enroll-map', {
        ...file("models as 'model utterance …' lines, by the mean of their embeddings"),
        alias: 'spk2utt',
      })
      .option('backend', {
        type: 'string',
        describe: 'cosine (default), euclidean, lda or plda (default with --plda); svtk fuse joins several',
      })
      .option('lda', { type: 'string', requiresArg: true, describe: 'dimensions kept by LDA (lda, plda)' })
      .option('centre', { type: 'boolean', describe: 'subtract the training mean (cosine)' })
      .option('iterations', { type: 'string', requiresArg: true, describe: 'EM iterations (plda)' })
      .option('length-norm', {
        choices: ['kaldi', 'simple', 'none'],
        describe: 'length normalisation in PLDA space, Kaldi’s default, its simple one, or none (plda)',
      })
      .option('train-embeddings', file('embeddings that the back-end learns from'))
      .option('utt2spk', file('their speakers'))
      .option('plda', file('a PLDA that Kaldi trained, or --save-plda wrote: nothing is learnt'))
      .option('transform', file('the LDA in front of it, transform.mat'))
      .option('mean', file('the mean that is taken off first, mean.vec'))
      .option('save-plda', file('folder for mean.vec, transform.mat and plda of what is learnt, as Kaldi reads them'))
      .option('norm', { choices: ['none', 'as-norm', 's-norm'], default: 'none', describe: 'score normalisation' })
      .option('cohort', file('embeddings to normalise by'))
      .option('cohort-map', file("'speaker utterance …' lines: the cohort is the mean of each speaker"))
      .option('top-n', { type: 'string', default: '300', describe: 'highest cohort scores of each side (as-norm)' })
      .option('out', { ...file('score file to write'), alias: 'o' })
      .option('form', {
        choices: scoreForms,
        describe:
          "lines of --out: 'enroll test score' and the label where the list has one (default), or without it (kaldi)",
      })
      .example('$0 score recipe.yaml', 'the trial lists of a recipe')
      .example('$0 score vox1-O.txt --embeddings xvector.scp --out scores.txt', 'cosine')
      .example(
        '$0 score trials --embeddings eval.ark --backend plda --lda 200 --train-embeddings train.ark --utt2spk utt2spk',
        'LDA and PLDA',
      )
      .example(
        '$0 score trials --embeddings eval.scp --plda plda --transform transform.mat --mean mean.vec',
        'what Kaldi trained',
      )
      .example('$0 score trials --embeddings eval.npy --norm as-norm --cohort train.npy --top-n 300', 'AS-norm'),
  async handler(argv) {
    const words = [argv['trials']].flat().map(String);
    if (namesRecipe(words)) return runUpTo('score', { ...argv, recipe: words });
    if (words.length > 1)
      throw new UsageError({ what: 'too many trial lists', expected: 'one', found: words.join(' ') });
    const { scoreTrials } = await import('./score-trials');
    process.stdout.write(scoreTrials(checkedArguments(scoreOptions, { ...argv, trials: words[0] })));
  },
};
