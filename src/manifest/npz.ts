import { npyFault, npyHeaderPlace, parseNpyHeader } from './npy-header';
import { numpyArray } from './numpy-array';
import { arrayOf } from './pickle/arrays';
import { readPickle } from './pickle/machine';
import type { PythonArray } from './python-array';
import type { ZipArchive } from './zip-archive';

/** The arrays of numpy.savez, by the names that they were given; one at a time, so that what is not wanted any more can go. */
export function* npzArrays(archive: ZipArchive): Generator<[name: string, array: PythonArray]> {
  for (const entry of archive.entries.keys()) {
    const where = `${archive.path} ${entry}`;
    if (!entry.endsWith('.npy')) throw npyFault(where, 'entries that are arrays (.npy)', entry);
    yield [entry.slice(0, -'.npy'.length), arrayIn(archive.read(entry), where)];
  }
}

/** A whole .npy file in memory; arrays of objects are pickles behind the header. */
function arrayIn(bytes: Buffer, where: string): PythonArray {
  const { from, to } = npyHeaderPlace(bytes, where);
  const layout = parseNpyHeader(where, bytes.toString('latin1', from, to));
  const content = bytes.subarray(to);
  if (layout.type !== '|O') return numpyArray(layout, content, where);
  const array = arrayOf(readPickle(content, where), () => new Uint8Array(), where);
  if (array === undefined) throw npyFault(where, 'an array of objects', 'another pickle');
  return array;
}
