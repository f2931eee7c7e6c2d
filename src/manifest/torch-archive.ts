import { DataError } from '../core/errors';
import type { Storages } from './pickle/arrays';
import { readPickle } from './pickle/machine';
import type { Pickled } from './pickle/values';
import type { ZipArchive } from './zip-archive';

/** What torch.save wrote: a pickle, and beside it the storages that its tensors are views of. */
export interface TorchFile {
  readonly value: Pickled;
  readonly storages: Storages;
}

/** Reads torch.save's archive (pytorch torch/serialization.py, from 1.6 on). A TorchScript program is refused: nothing of it is run. */
export function readTorchArchive(archive: ZipArchive): TorchFile {
  const { path, entries } = archive;
  const pickle = [...entries.keys()].find(name => /^[^/]+\/data\.pkl$/.test(name));
  const root = pickle?.slice(0, -'data.pkl'.length) ?? '';
  const program =
    [...entries.keys()].some(name => name.startsWith(`${root}code/`)) || entries.has(`${root}constants.pkl`);
  if (pickle === undefined || program) {
    throw new DataError({
      what: program ? 'TorchScript program, not a file of tensors' : 'archive without tensors',
      where: path,
      expected: 'what torch.save wrote of a dict of tensors',
      found: [...entries.keys()].slice(0, 5).join(', '),
      remedy: program
        ? "In Python: torch.save(torch.jit.load('x.pt').state_dict(), 'weights.pt')."
        : 'Arrays of NumPy in an archive are named .npz.',
    });
  }
  if (entries.has(`${root}byteorder`) && archive.read(`${root}byteorder`).toString('latin1').trim() !== 'little') {
    throw new DataError({
      what: 'PyTorch file of another machine',
      where: path,
      expected: 'little-endian numbers',
      found: 'big-endian',
    });
  }
  const read = new Map<string, Uint8Array>();
  return {
    value: readPickle(archive.read(pickle), `${path} ${pickle}`),
    storages(key) {
      const known = read.get(key) ?? archive.read(`${root}data/${key}`);
      read.set(key, known);
      return known;
    },
  };
}
