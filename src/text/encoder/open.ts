import type { TextEncoder } from '../../core/text/encoder';
import { FileError } from '../../io/fileError';
import { isFolder } from './cache';
import type { HubOptions } from './hub';
import { hubModel } from './hub';
import { loadTransformers } from './library';
import { loadLocalEncoder } from './localEncoder';
import { hubId, KNOWN_MODELS, modelSlug } from './names';

export type OpenOptions = Omit<HubOptions, 'host'> & { readonly host?: string | undefined };

/**
 * Loads the model that `name` means: a folder, a known name, or a hub id. Throws FileError when it is neither or damaged, HubError when
 * it cannot be fetched.
 */
export async function openEncoder(name: string, options: OpenOptions): Promise<TextEncoder> {
  if (isFolder(name)) return loadLocalEncoder(name);
  const id = hubId(name);
  if (id === null) {
    const known = Object.keys(KNOWN_MODELS).join(', ');
    throw new FileError(name, 'model', 'there is no such folder, and it is no hub id.', `Known names: ${known}.`);
  }
  const host = options.host ?? (await loadTransformers()).env.remoteHost;
  const folder = await hubModel(id, { ...options, host: host.endsWith('/') ? host : `${host}/` });
  return loadLocalEncoder(folder, modelSlug(name));
}
