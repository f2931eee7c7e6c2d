// Writes docs/recipes.md out of the schemas of the compiled tasks: node scripts/build.mjs && node scripts/recipe-docs.mjs
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { generateRecipeDocs } = require('../dist/recipe/docs.js');
const { tasks } = require('../dist/tasks/index.js');

writeFileSync(fileURLToPath(new URL('../docs/recipes.md', import.meta.url)), generateRecipeDocs(tasks));
