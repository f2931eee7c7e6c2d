import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeVersion } from '../../src/pipeline/code-version';

describe('codeVersion(modules)', () => {
  let tree: string;
  const files: Readonly<Record<string, string>> = {
    'stages/train.ts': `import { lookUp } from '../losses';\nimport type { Model } from '../models/tdnn';\nimport { x } from '../core/errors';`,
    'stages/embed.js': `var import_zod = require("zod");\nvar import_random = require("../core/random");\nconst lazy = () => Promise.resolve().then(() => require("./extract"));`,
    'stages/extract.js': `new Worker((0, import_root.compiledModule)("audio/worker"));`,
    'audio/worker.js': '',
    'losses/index.ts': `import { softmax } from './softmax';\nimport { am } from './am';`,
    'losses/softmax.ts': `import './margin';`,
    'losses/am.ts': `export { margin } from './margin';`,
    'losses/margin.ts': `import { softmax } from './softmax'; // a circle`,
    'models/tdnn.ts': '',
    'core/errors.ts': '',
    'core/random.js': '',
  };
  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'svtk-code-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(tree, path, '..'), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));
  const names = (...modules: string[]): string[] => Object.keys(codeVersion(modules, tree).modules);

  test('follows imports, without types and without what computes nothing', () => {
    expect(names('stages/train')).toEqual([
      'losses/am',
      'losses/index',
      'losses/margin',
      'losses/softmax',
      'stages/train',
    ]);
  });

  test('leaves out a shelf’s other components where one of them is named', () => {
    expect(names('stages/train', 'losses/softmax')).toEqual(['losses/margin', 'losses/softmax', 'stages/train']);
  });

  test('follows compiled modules, lazy ones and worker threads', () => {
    expect(names('stages/embed')).toEqual(['audio/worker', 'core/random', 'stages/embed', 'stages/extract']);
  });

  test('refuses a module that does not exist', () => {
    expect(() => names('losses/missing')).toThrow('no module losses/missing');
  });

  test('tells the versions of outside packages', () => {
    const { packages } = codeVersion(['core/registry']); // the running tree; registry.ts imports zod for its types alone
    expect(packages).toEqual({});
    expect(codeVersion(['recipe/quantity']).packages['zod']).toMatch(/^4\./);
  });
});
