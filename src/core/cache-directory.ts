import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Where svtk keeps what it downloads and compiles: $SVTK_CACHE, else $XDG_CACHE_HOME/svtk, else ~/.cache/svtk. */
export function cacheDirectory(): string {
  const { SVTK_CACHE, XDG_CACHE_HOME } = process.env;
  if (SVTK_CACHE) return resolve(SVTK_CACHE);
  // A relative XDG_CACHE_HOME is to be ignored: XDG Base Directory Specification 0.8, "Basics".
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'svtk');
  return join(homedir() || userInfo().homedir, '.cache', 'svtk');
}
