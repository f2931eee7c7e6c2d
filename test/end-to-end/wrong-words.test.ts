import { fileTree } from './file-tree';
import { openRig, tinyRecipe } from './rig';

const rig = openRig();
rig.write('tiny.yaml', tinyRecipe);
rig.write('other.yaml', tinyRecipe);
afterAll(() => rig.remove());

/** The words, and what the message must say; every one of them ends with exit code 2 and nothing written. */
const wrong: [words: string, ...says: RegExp[]][] = [
  ['', /svtk needs a command; svtk --help lists them/],
  ['rnu tiny.yaml', /unknown command.*'rnu'/, /did you mean svtk run/],
  ['run', /svtk run <recipe\.\.>/, /svtk run --help/],
  ['check', /svtk check <recipe\.\.>/],
  ['run tiny.yml', /tiny\.yml {2}no such recipe/, /did you mean tiny\.yaml/],
  ['run tiny', /did you mean tiny\.yaml/],
  ['why nowhere/run', /nowhere\/run {2}no such recipe/],
  ['run tiny.yaml --devise cpu', /unknown option.*--devise/, /did you mean --device\?/],
  ['run tiny.yaml --dryrun', /did you mean --dry-run\?/],
  ['run tiny.yaml --loss.margin=0.3', /without dashes: loss\.margin=VALUE/],
  ['run tiny.yaml --device tpu', /--device.*expected auto or cpu or gpu, found 'tpu'/],
  ['run tiny.yaml --from', /--from needs a value/],
  ['run tiny.yaml --to trian', /'trian'/, /train/],
  ['run tiny.yaml loss.margn=0.3', /loss\.margn/, /did you mean margin/],
  ['run tiny.yaml --profile paper', /profile/, /'paper'/],
  ['setup gpu', /unknown word.*gpu/, /did you mean --gpu\?/],
  ['doctor now', /unknown word.*now/],
  ['verify a.wav', /svtk verify <enroll> <test>/],
  ['verify a.wav b.wav', /needs --run/],
  ['embed a.wav', /--run and --out/],
  ['features a.wav', /--out/],
  ['features a.wav --features fbnak --out a.npy', /unknown features.*'fbnak'/],
  ['list lossses', /did you mean losses\?/],
  ['config tiny.yaml --explain loss.margn', /did you mean loss\.margin\?/],
  ['config tiny.yaml other.yaml', /2 recipes/],
  ['score trials', /--embeddings/],
];

test.each(wrong)('svtk %s is one message with what to do, exit code 2, and nothing written', async (words, ...says) => {
  const before = fileTree(rig.folder);
  const { code, out, err } = await rig.svtk(...words.split(' ').filter(word => word !== ''));
  for (const pattern of says) expect(err).toMatch(pattern);
  expect(err).not.toMatch(/internal error|^\s+at /m);
  expect(out).toBe('');
  expect(code).toBe(2);
  expect(fileTree(rig.folder)).toEqual(before);
});

test('svtk speaks English whatever the language of the machine', async () => {
  const german = openRig({ LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' });
  expect((await german.svtk('run')).err).toContain('words are missing');
  german.remove();
});
