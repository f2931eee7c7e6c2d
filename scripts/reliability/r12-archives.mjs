import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Count } from './count.mjs';
import { filesBelow, inFolder } from './folder.mjs';
import { svtk, testModule } from './load.mjs';

const { unpackTar } = svtk('provision/unpack-tar');
const { unpackZip } = svtk('provision/unpack-zip');

const x = Buffer.from('x');
const mebibyte = 2 ** 20;

const wayOut = [
  '../evil',
  '../../evil',
  'a/../../evil',
  '/evil',
  'c:evil',
  '..\\evil',
  'a\\..\\..\\evil',
  'evil\n',
  '..',
];

/** Each as [what, archive], and whether it is a tar. */
function hostile({ makeTar, makeZip }) {
  const some = { name: 'corpus/a.wav', data: x };
  const tars = [
    ...wayOut.map(name => [`an entry ${JSON.stringify(name)}`, [{ name, data: x }]]),
    [
      'a symbolic link',
      [
        { name: 'evil', type: '2', link: '/etc' },
        { name: 'evil/hosts', data: x },
      ],
    ],
    ['a hard link', [{ name: 'evil', type: '1', link: '/etc/passwd' }]],
    ['a device', [{ name: 'evil', type: '3' }]],
    ['a name twice', [some, some]],
    ['a bomb', [{ name: 'zeros', data: Buffer.alloc(60 * mebibyte) }]],
  ];
  const zips = [
    ...[...wayOut, 'evil\0'].map(name => [`an entry ${JSON.stringify(name)}`, [{ name, data: x }]]),
    ['a symbolic link', [{ name: 'evil', data: Buffer.from('/etc'), mode: 0o120777 & ~0o100000 }]],
    ['a name twice', [some, some]],
    ['a bomb', [{ name: 'zeros', data: Buffer.alloc(60 * mebibyte) }]],
    ['a bomb that lies', [{ name: 'zeros', data: Buffer.alloc(60 * mebibyte), declaredSize: 1000 }]],
  ];
  return [
    ...tars.map(([what, entries]) => [
      `tar with ${what}`,
      makeTar([some, ...entries].slice(what === 'a name twice' ? 1 : 0)),
      unpackTar,
    ]),
    ...zips.map(([what, entries]) => [`zip with ${what}`, makeZip(entries), unpackZip]),
  ];
}

export default {
  id: 'R12',
  what: 'archives: ways out, links, devices, bombs, names twice, cut',
  goal: 'each refused by name; nothing written outside; 100 times the archive at most',
  run: () =>
    inFolder(async folder => {
      const tar = await testModule('provision/make-tar');
      const zip = await testModule('provision/make-zip');
      const count = new Count();
      const unpack = async (what, bytes, unpacker) => {
        const place = join(folder, String(count.tried));
        const out = join(place, 'in', 'out');
        mkdirSync(out, { recursive: true });
        const archive = join(place, 'archive');
        writeFileSync(archive, bytes);
        const most = { most: 1e9 };
        const refused = await unpacker(unpacker === unpackTar ? [archive] : archive, out, most).catch(error => error);
        const outside = filesBelow(place).filter(path => path !== 'archive' && !path.startsWith('in/out/'));
        const names = String(refused?.message).includes(archive);
        count.check(
          refused?.exitCode === 3 && names && outside.length === 0,
          `${what}: ${refused} ${outside.join(', ')}`,
        );
      };
      for (const [what, bytes, unpacker] of hostile({ ...tar, ...zip })) await unpack(what, bytes, unpacker);
      const wholes = [
        [tar.makeTar([{ name: 'a', data: Buffer.alloc(3000, 'speech') }]), unpackTar],
        [zip.makeZip([{ name: 'a', data: Buffer.alloc(3000, 'speech') }]), unpackZip],
      ];
      for (const [whole, unpacker] of wholes)
        for (let part = 0; part < 16; part++)
          await unpack(`cut to ${part}/16`, whole.subarray(0, Math.floor((whole.length * part) / 16)), unpacker);
      return count.with(`${count.survived} refused, 0 files outside`);
    }),
};
