/**
 * Models of the hub, one file after the other, into a folder of our own: nothing is asked of the network before the user agreed, a
 * half file is never taken for a whole one, and a later load needs no network.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from '../../io/atomic';
import { asFileError } from '../../io/fileError';
import { ProxyError } from '../proxyFetch';
import { hubFolder, MANIFEST } from './cache';
import { MODEL_FILES, ONNX_FILE } from './modelFolder';

interface DownloadProgress {
  readonly file: string;
  readonly bytes: number;
  /** As the server says it, or null. */
  readonly total: number | null;
}

export interface HubOptions {
  /** Where the hub is, with a slash at its end. */
  readonly host: string;
  /** Folder for all models. */
  readonly cache: string;
  /** The one that makes connections: another one where there is a proxy. */
  readonly fetch?: typeof fetch | undefined;
  /** True: every network call is an error. */
  readonly offline: boolean;
  /** Asked once, before the first byte is fetched. */
  readonly consent: (what: { readonly id: string; readonly host: string; readonly folder: string }) => boolean | Promise<boolean>;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Why a model could not be fetched; the message says what to do. */
class HubError extends Error {
  override readonly name = 'HubError';
}

const FILES = [...MODEL_FILES, ONNX_FILE];
const SECONDS_WITHOUT_DATA = 60;
const OTHERWISE = 'Name a model folder with --model FOLDER instead.';

async function request(url: string, id: string, file: string, signal: AbortSignal, connect: typeof fetch): Promise<Response> {
  let response: Response;
  try {
    response = await connect(url, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    const below = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const cause = error instanceof ProxyError ? error.message : below instanceof Error ? below.message : String(error);
    throw new HubError(`${id}: the hub at ${new URL(url).host} cannot be reached (${cause}). ${OTHERWISE}`, { cause: error });
  }
  if (response.ok && response.body !== null) return response;
  await response.body?.cancel();
  if (response.status === 404 || response.status === 401) {
    const why = file === ONNX_FILE ? 'it may have no ONNX export' : 'is the name right?';
    throw new HubError(`${id}: the hub has no ${file} of it; ${why} docs/text.md says how to export one. ${OTHERWISE}`);
  }
  throw new HubError(`${id}: ${file}: the hub answers with status ${response.status}. Try again later. ${OTHERWISE}`);
}

/** One file, under a temporary name until it is whole. Returns its sha256. */
async function download(id: string, file: string, folder: string, options: HubOptions): Promise<string> {
  const stalled = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stalled.signal]) : stalled.signal;
  let timer = setTimeout(() => stalled.abort(), SECONDS_WITHOUT_DATA * 1000);
  const target = join(folder, file);
  const temporary = `${target}.part`;
  try {
    const response = await request(`${options.host}${id}/resolve/main/${file}`, id, file, signal, options.fetch ?? fetch);
    const length = response.headers.get('content-encoding') === null ? Number(response.headers.get('content-length')) : 0;
    const total = length > 0 ? length : null;
    await mkdir(dirname(target), { recursive: true });
    const handle = await open(temporary, 'w');
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const block of response.body as unknown as AsyncIterable<Uint8Array>) {
        clearTimeout(timer);
        timer = setTimeout(() => stalled.abort(), SECONDS_WITHOUT_DATA * 1000);
        hash.update(block);
        bytes += block.length;
        await handle.writeFile(block);
        options.onProgress?.({ file, bytes, total });
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (total !== null && bytes !== total)
      throw new HubError(`${id}: ${file} ended after ${bytes} of ${total} bytes. Try again.`);
    await rename(temporary, target);
    return hash.digest('hex');
  } catch (error) {
    await rm(temporary, { force: true });
    if (error instanceof HubError) throw error;
    if (options.signal?.aborted) throw error;
    if (error instanceof Error && 'code' in error) throw asFileError(target, error);
    throw new HubError(`${id}: ${file}: the download broke off. Try again. ${OTHERWISE}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Folder of a hub model, fetched if it is not there. Throws HubError when the user does not agree, when `offline`, or when the hub does
 * not have it or cannot be reached. The sha256 of every file is kept in the folder's llm-segnet.json, which is written last.
 */
export async function hubModel(id: string, options: HubOptions): Promise<string> {
  const folder = hubFolder(id, options.cache);
  if (existsSync(join(folder, MANIFEST))) return folder;
  if (options.offline) throw new HubError(`${id} is not on this machine, and offline is set. ${OTHERWISE}`);
  if (!(await options.consent({ id, host: options.host, folder })))
    throw new HubError(`${id} is not on this machine. Allow its download with --allow-download. ${OTHERWISE}`);
  const sha256: Record<string, string> = {};
  for (const file of FILES) sha256[file] = await download(id, file, folder, options);
  const manifest = { id, host: options.host, fetched: new Date().toISOString(), sha256 };
  await writeFileAtomic(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return folder;
}
