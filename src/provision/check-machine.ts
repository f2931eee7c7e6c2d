import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Bytes } from '../core/units';
import { type Check, fault, faultOf, ok, warning } from './check';
import { freeSpace, inMegabytes } from './disk-space';
import { supportedArchitecture } from './platform';

const oldestNode = [20, 10] as const; // createWriteStream's `flush`
const littleMemory: Bytes = 2e9; // TensorFlow and a ResNet34 step of 32 crops
const littleDisk: Bytes = 2e9; // checkpoints and embeddings of a few runs

export function checkNode(version = process.versions.node): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needMajor, needMinor] = oldestNode;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return ok('Node', version);
  return fault('Node', version, `install Node ${needMajor}.${needMinor} or later`);
}

export function checkPlatform(): Check {
  try {
    return ok('platform', `Linux on ${supportedArchitecture()}`);
  } catch (error) {
    return faultOf('platform', error);
  }
}

/** Instruction sets that change what TensorFlow does, of those that Linux lists for the processor. */
const telling = [
  'avx',
  'avx2',
  'fma',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'amx_tile',
  'amx_bf16',
  'asimd',
  'bf16',
  'sve',
];

export function checkProcessor(cpuinfo = readIfThere('/proc/cpuinfo')): Check {
  const name = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} threads`;
  const flags = new Set(/^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuinfo)?.[1]?.split(' '));
  const value = `${name}; ${telling.filter(flag => flags.has(flag)).join(' ') || 'no instruction sets listed'}`;
  if (process.arch === 'x64' && flags.size > 0 && !flags.has('avx')) {
    return fault(
      'processor',
      value,
      'TensorFlow needs AVX: use another machine, or let the virtual machine show its host processor',
    );
  }
  // avx512_bf16 alone is not enough: a ResNet34 step took 1.7 times as long in bf16 as in fp32, in PyTorch too.
  const fast = ['amx_bf16', 'bf16'].some(flag => flags.has(flag));
  return ok('processor', `${value}; training.precision: bf16 is ${fast ? 'fast' : 'no faster than fp32'} here`);
}

export function checkMemory(): Check {
  // A container's limit is the smaller one; Node says 0 or an absurd number where there is none.
  const limit = process.constrainedMemory?.() ?? 0;
  const total = limit > 0 && limit < totalmem() ? limit : totalmem();
  const available = process.availableMemory?.() ?? freemem();
  const value = `${inMegabytes(available)} of ${inMegabytes(total)} free`;
  return available >= littleMemory
    ? ok('memory', value)
    : warning('memory', value, 'end other programs, or train with smaller batches');
}

/** Room on the disk of a folder that may not exist yet, and whether it can be written. */
export function checkDisk(name: string, folder: string, need = littleDisk): Check {
  let there = resolve(folder);
  while (!existsSync(there)) there = dirname(there);
  try {
    accessSync(there, constants.W_OK);
  } catch {
    return fault(
      name,
      `${there} cannot be written`,
      name === 'cache' ? 'let SVTK_CACHE name a folder of yours' : 'work in a folder of yours',
    );
  }
  const free = freeSpace(there);
  const value = `${inMegabytes(free)} free at ${folder}`;
  return free >= need ? ok(name, value) : warning(name, value, `make room there: ${inMegabytes(need)} are needed`);
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
