import { gzipSync } from 'node:zlib';

export interface TarEntry {
  readonly name: string;
  readonly data?: Buffer;
  /** POSIX type flag: 0 file, 1 hard link, 2 symbolic link, 3 device, 5 folder, L GNU long name. */
  readonly type?: string;
  readonly link?: string;
  /** Lies about the length. */
  readonly declaredSize?: number;
}

/** A .tar.gz as POSIX describes ustar, with whatever names and types a hostile one may have. */
export function makeTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, data = Buffer.alloc(0), type = '0', link = '', declaredSize }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100, 'utf8');
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${(declaredSize ?? data.length).toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.fill(' ', 148, 156);
    header.write(type, 156);
    header.write(link, 157, 100, 'utf8');
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}
