import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheDirectory } from '../../src/core/cache-directory';

const before = process.env;
afterEach(() => {
  process.env = before;
});

test.each([
  [{ SVTK_CACHE: '/scratch/svtk', XDG_CACHE_HOME: '/x' }, '/scratch/svtk'],
  [{ SVTK_CACHE: 'relative' }, resolve('relative')],
  [{ XDG_CACHE_HOME: '/x' }, '/x/svtk'],
  [{ SVTK_CACHE: '', XDG_CACHE_HOME: '' }, join(homedir(), '.cache/svtk')],
  [{ XDG_CACHE_HOME: 'relative' }, join(homedir(), '.cache/svtk')],
])('cacheDirectory() with %j is %s', (variables, expected) => {
  const { SVTK_CACHE: _cache, XDG_CACHE_HOME: _xdg, ...rest } = before;
  process.env = { ...rest, ...variables };
  expect(cacheDirectory()).toBe(expected);
});

test('cacheDirectory() is absolute even without a HOME', () => {
  const { SVTK_CACHE: _cache, XDG_CACHE_HOME: _xdg, ...rest } = before;
  process.env = { ...rest, HOME: '' };
  expect([homedir(), userInfo().homedir].map(home => join(home, '.cache/svtk'))).toContain(cacheDirectory());
  expect(cacheDirectory()).toMatch(/^\//);
});
