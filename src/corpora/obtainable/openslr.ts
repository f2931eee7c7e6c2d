import type { RemoteFile } from '../../provision/remote-file';

/** OpenSLR's own address and two of its mirrors, which its pages name. */
const servers = ['https://www.openslr.org', 'https://openslr.trmal.net', 'https://openslr.elda.org'];

/** A file of a resource of OpenSLR. */
export function openslrFile(resource: number, name: string, known: Omit<RemoteFile, 'urls'> = {}): RemoteFile {
  return { urls: servers.map(server => `${server}/resources/${resource}/${name}`), ...known };
}
