/** What a payload would leave behind on every object. */
export const evil = '{polluted: yes, toString: 1, x: {polluted: yes}}';
/** The keys that lead to a prototype. */
export const names = ['__proto__', 'constructor', 'prototype'];
const spellings = ['__proto__', "'__proto__'", '"__proto__"', '"\\u005f_proto__"', '? __proto__\n', '!!str __proto__'];

/** Recipes that would reach a prototype if some step were careless. */
export const files: readonly string[] = [
  ...names.map(name => `${name}: ${evil}`),
  ...names.map(name => `loss: {${name}: ${evil}}`),
  ...names.map(name => `loss: {type: softmax, ${name}: {prototype: ${evil}}}`),
  ...names.map(name => `profiles: {p: {${name}: ${evil}}}`),
  ...names.map(name => `backends: [{${name}: ${evil}}]`),
  ...names.map(name => `data: {trials: [{a: [{${name}: ${evil}}]}]}`),
  ...names.map(name => `a: &a {${name}: ${evil}}\ndata: *a`),
  ...names.map(name => `loss: ${name}`),
  ...names.map(name => `loss: {type: ${name}}`),
  ...names.map(name => `task: ${name}`),
  ...spellings.map(spelling => `data: {seed: 1}\n${spelling}: ${evil}`),
  `<<: {__proto__: ${evil}}`,
  `base: &b ${evil}\n__proto__:\n  <<: *b`,
  `use: evil.yaml`,
  `loss: {toString: ${evil}, valueOf: 1, hasOwnProperty: 1}`,
];

/** The same as words of a command line. */
export const overrides: readonly string[] = [
  ...names.map(name => `${name}.polluted=yes`),
  ...names.map(name => `data.${name}.polluted=yes`),
  ...names.map(name => `loss={${name}: ${evil}}`),
  'constructor.prototype.polluted=yes',
  'backends.__proto__.polluted=yes',
  'loss=__proto__',
  'loss.type=constructor',
];
