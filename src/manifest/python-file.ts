import { readFileSync, statSync } from 'node:fs';
import { DataError } from '../core/errors';
import { attempt, openBytes } from './byte-stream';
import { readPickle } from './pickle/machine';
import { readTorchArchive, type TorchFile } from './torch-archive';
import { openZip } from './zip-archive';

/** What a file of pickle or torch.save holds, and how many bytes it has: no honest array has more numbers. */
export interface PythonFile extends TorchFile {
  readonly size: number;
}

const zipSignature = Buffer.from('PK\x03\x04', 'latin1');
/** A pickle of protocol 2 of the number 0x1950a86a20f9469cfc6c, with which torch.save began before 1.6 (torch/serialization.py, MAGIC_NUMBER). */
const legacyTorch = Buffer.from('80028a0a6cfc9c46f9206aa85019', 'hex');
/** Node reads no more into one buffer. */
const mostBytes = 2 ** 31 - 1;

/** Opens a pickle, or an archive of torch.save, by its first bytes, and closes it behind the use; nothing in it is run. Throws DataError. */
export function withPythonFile<T>(path: string, use: (file: PythonFile) => T): T {
  const size = attempt(path, () => statSync(path)).size;
  const first = firstBytes(path);
  if (first.subarray(0, 4).equals(zipSignature)) {
    const archive = openZip(path);
    try {
      return use({ ...readTorchArchive(archive), size: archive.size });
    } finally {
      archive.close();
    }
  }
  if (first.subarray(0, legacyTorch.length).equals(legacyTorch)) {
    throw new DataError({
      what: 'PyTorch file in the form from before version 1.6',
      where: path,
      expected: 'an archive of torch.save',
      remedy: "In Python: torch.save(torch.load('x.pt', map_location='cpu', weights_only=True), 'new.pt').",
    });
  }
  if (size > mostBytes) {
    throw new DataError({
      what: 'pickle is too large',
      where: path,
      expected: `at most ${mostBytes} bytes`,
      found: `${size}`,
      remedy: 'numpy.savez or numpy.save writes files of any size.',
    });
  }
  const storages = (): never => {
    throw new DataError({
      what: 'tensor outside of its pickle',
      where: path,
      expected: 'an archive of torch.save',
      found: 'a pickle',
    });
  };
  const value = readPickle(
    attempt(path, () => readFileSync(path)),
    path,
  );
  return use({ value, storages, size });
}

function firstBytes(path: string): Buffer {
  const stream = openBytes(path);
  try {
    stream.need(legacyTorch.length);
    return Buffer.from(stream.buffer.subarray(0, Math.min(stream.end, legacyTorch.length)));
  } finally {
    stream.close();
  }
}
