import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Count } from './count.mjs';
import { inFolder } from './folder.mjs';
import { svtk, testModule } from './load.mjs';

const { composeRecipes } = svtk('recipe/compose');
const { checkRecipes } = svtk('recipe/task-definition');
const { RecipeError } = svtk('recipe/problem');
const { parseHeader } = svtk('manifest/safetensors-header');

/** Whether every object is still as it was. */
function clean(names) {
  const fresh = {};
  const same = Object.getOwnPropertyNames(Object.prototype).join() === names;
  return same && fresh.polluted === undefined && fresh.x === undefined && `${{}}` === '[object Object]';
}

/** A safetensors header with such a key, as bytes. */
function header(key) {
  const text = `{"${key}":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"polluted":"yes"},"__metadata__":{"${key}":"x"}}`;
  const bytes = Buffer.alloc(8 + text.length + 4);
  bytes.writeBigUInt64LE(BigInt(text.length));
  bytes.write(text, 8);
  return bytes;
}

export default {
  id: 'R13',
  what: '__proto__ and constructor in recipes, arguments, JSON headers',
  goal: '({}).x stays undefined; keys refused by name',
  run: () =>
    inFolder(async folder => {
      const { evil, files, names, overrides } = await testModule('recipe/prototype-payloads');
      const { tasks } = await testModule('recipe/fake-task');
      const before = Object.getOwnPropertyNames(Object.prototype).join();
      const path = join(folder, 'r.yaml');
      writeFileSync(join(folder, 'evil.yaml'), `__proto__: ${evil}\ndata: {constructor: ${evil}}`);
      const count = new Count();
      const tried = (text, given) => {
        writeFileSync(path, text);
        try {
          checkRecipes(composeRecipes(path, { overrides: given, environment: { constructor: 'x' } }), tasks);
          return false; // each of them is wrong
        } catch (error) {
          return error instanceof RecipeError;
        }
      };
      for (const text of files) count.check(tried(text, []) && clean(before), text);
      for (const word of overrides)
        count.check(tried('task: verification\nloss: softmax', [word]) && clean(before), word);
      for (const key of names) {
        try {
          parseHeader(header(key), 'x.safetensors');
        } catch (error) {
          if (error.exitCode !== 3) throw error;
        }
        count.check(clean(before), `safetensors header with ${key}`);
      }
      return count.with(`${count.tried} payloads`);
    }),
};
