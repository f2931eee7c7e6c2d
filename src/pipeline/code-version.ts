import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';

/** Hashes by module, such as `losses/am-softmax`, and versions by npm package. */
export interface CodeVersion {
  readonly modules: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, string>>;
}

/** Modules that speak, wait and write, but compute nothing: a better message does not make a trained model stale. */
const silent = [
  /^pipeline\//,
  /^core\/(atomic-write|straight-write|write-whole|orphans|disk-fault|errors|events|kernel-lock|nearest-names|package-root|thread-error)$/,
];

interface Module {
  readonly hash: string;
  readonly modules: readonly string[];
  readonly packages: readonly string[];
}

const runningTree = dirname(__dirname);
const modulesRead = new Map<string, Module>();

/**
 * The code that the named modules are made of: they and all that they import, as compiled.
 * A shelf's index imports every component of the shelf; where a component of that shelf is named too, only the named ones count,
 * so that a new loss makes nothing stale. `tree` is the folder of modules, dist by default.
 */
export function codeVersion(named: readonly string[], tree = runningTree): CodeVersion {
  const modules: Record<string, string> = {};
  const packages: Record<string, string> = {};
  const narrowed = new Set(named.filter(name => posix.basename(name) !== 'index').map(name => posix.dirname(name)));
  const visit = (name: string): void => {
    if (Object.hasOwn(modules, name) || silent.some(pattern => pattern.test(name))) return;
    const module = readModule(tree, name);
    modules[name] = module.hash;
    for (const inner of module.modules) {
      const listing = posix.basename(inner) === 'index' && narrowed.has(posix.dirname(inner));
      if (!listing) visit(inner);
    }
    for (const name of module.packages) packages[name] ??= packageVersion(name, tree);
  };
  for (const name of named) visit(name);
  return { modules: sortKeys(modules), packages: sortKeys(packages) };
}

function readModule(tree: string, name: string): Module {
  const file = ['.js', '.ts'].map(extension => join(tree, `${name}${extension}`)).find(path => existsSync(path));
  if (file === undefined)
    throw new Error(`no module ${name} in ${tree}: a stage's \`code\` names modules like losses/softmax`);
  const known = modulesRead.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(file, 'utf8');
  const found = importsIn(text);
  const near = found.filter(path => path.startsWith('.')).map(path => posix.join(posix.dirname(name), path));
  const started = [...text.matchAll(/\bcompiledModule\)?\(\s*["'`]([^"'`]+)["'`]/g)].map(match => match[1] ?? '');
  const modules = [...near, ...started].map(path => resolveModule(tree, path)).filter(path => path !== undefined);
  const outside = found.filter(path => !path.startsWith('.') && !path.startsWith('node:'));
  const module = {
    hash: createHash('sha256').update(text).digest('hex').slice(0, 16),
    modules,
    packages: outside.map(path => path.split('/', path.startsWith('@') ? 2 : 1).join('/')),
  };
  modulesRead.set(file, module);
  return module;
}

/** Specifiers of imports with an effect at run time, in TypeScript as written and in CommonJS as compiled. */
function importsIn(text: string): string[] {
  const withoutTypes = text.replace(/^(?:import|export) type\b[^;]*;/gm, '');
  const pattern =
    /\b(?:require|import)\(\s*["'`]([^"'`]+)["'`]\s*\)|\bfrom\s+["']([^"']+)["']|^import\s+["']([^"']+)["']/gm;
  return [...withoutTypes.matchAll(pattern)].map(match => match[1] ?? match[2] ?? match[3] ?? '');
}

/** A module of the tree by its path, which may name a folder; undefined for what is no module, such as ../package.json. */
function resolveModule(tree: string, path: string): string | undefined {
  const candidates = [path, `${path}/index`].filter(candidate => !candidate.startsWith('..'));
  return candidates.find(candidate => ['.js', '.ts'].some(end => existsSync(join(tree, `${candidate}${end}`))));
}

function packageVersion(name: string, tree: string): string {
  const paths = createRequire(join(tree, 'index.js')).resolve.paths(name) ?? [];
  const file = paths.map(folder => join(folder, name, 'package.json')).find(path => existsSync(path));
  if (file === undefined) return 'missing';
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'none';
}

function sortKeys(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
