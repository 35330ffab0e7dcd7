/** fetch that goes through the proxy that the environment names; Node's own takes no notice of it. Editors bring a fetch of their own that does. */
import { BlockList, isIP } from 'node:net';
import type { Dispatcher } from 'undici';

/** Why a proxy did not let a request through. `message`: the proxy and the reason, with no password. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
}

export interface ProxySettings {
  readonly http: string;
  readonly https: string;
  /** Hosts that are reached without one, as written. */
  readonly without: string;
}

/** The first that is set: programs differ in which they read, and a small letter counts more than a large one. */
function variable(env: NodeJS.ProcessEnv, ...names: readonly string[]): string {
  return names.flatMap((name) => [env[name], env[name.toUpperCase()]]).find((value) => value !== undefined && value !== '') ?? '';
}

/** A proxy's address; "proxy:3128" is one too. Throws ProxyError, which does not show it: it may have a password. */
function proxyUrl(name: string, value: string): string {
  if (value === '') return '';
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!URL.canParse(url) || !/^(?:https?|socks5?):$/.test(new URL(url).protocol))
    throw new ProxyError(`${name} is no address of a proxy. Write one such as http://proxy.example:3128.`);
  return url;
}

/** Null: the environment names no proxy. Throws ProxyError for a name that cannot be one. */
export function proxySettings(env: NodeJS.ProcessEnv): ProxySettings | null {
  const http = proxyUrl('HTTP_PROXY', variable(env, 'http_proxy', 'all_proxy'));
  const https = proxyUrl('HTTPS_PROXY', variable(env, 'https_proxy', 'all_proxy'));
  return http === '' && https === '' ? null : { http, https, without: variable(env, 'no_proxy') };
}

/** Addresses of networks in NO_PROXY, such as 10.0.0.0/8. This machine is always among them. */
function networks(entries: readonly string[]): BlockList {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addAddress('::1', 'ipv6');
  for (const entry of entries) {
    const [, address = '', bits = ''] = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(entry) ?? [];
    const version = isIP(address);
    if (version !== 0 && Number(bits) <= (version === 4 ? 32 : 128))
      list.addSubnet(address, Number(bits), `ipv${version as 4 | 6}`);
  }
  return list;
}

/** Whether an entry of NO_PROXY means a host: itself and all below it, with or without a port. */
function names(entry: string, host: string, port: string): boolean {
  const [, name = '', its] = /^(?:\*?\.)?(.+?)(?::(\d+))?$/.exec(entry) ?? [];
  return (its === undefined || its === port) && (host === name || host.endsWith(`.${name}`));
}

/** Whether a server is reached without any proxy. */
export function isDirect({ protocol, hostname, port }: URL, { http, https, without }: ProxySettings): boolean {
  if ((protocol === 'https:' ? https : http) === '') return true;
  const entries = without
    .toLowerCase()
    .split(/[,\s]+/)
    .filter((entry) => entry !== '');
  const host = hostname.replace(/^\[|\]$/g, '');
  const actualPort = port || (protocol === 'https:' ? '443' : '80');
  if ([...entries, 'localhost'].some((entry) => entry === '*' || entry === host || names(entry, host, actualPort))) return true;
  const version = isIP(host);
  return version !== 0 && networks(entries).check(host, `ipv${version as 4 | 6}`);
}

const shown = (url: string): string => new URL(url).host;

/** What a failed request says of its proxy: the library names the server where it means the proxy. */
function reason(error: unknown): string {
  const chain: Error[] = [];
  for (let next = error; next instanceof Error && chain.length < 8; next = next.cause) chain.push(next);
  const code = chain.map((one) => ('code' in one ? String(one.code) : '')).find((one) => /^E[A-Z]+$/.test(one));
  const [, status] = /(?:Proxy response|Proxy Authentication Required) \((\d{3})\)/.exec(chain.at(-1)?.message ?? '') ?? [];
  if (status === '407') return 'it wants a user name and a password, as in http://NAME:PASSWORD@proxy.example:3128';
  return status === undefined ? (code ?? chain.at(-1)?.message ?? String(error)) : `it answers ${status}`;
}

/**
 * fetch for the command line. Throws ProxyError where HTTP_PROXY, HTTPS_PROXY or ALL_PROXY is no address, and in a request that the
 * proxy does not let through.
 */
export async function environmentFetch(env: NodeJS.ProcessEnv): Promise<typeof fetch> {
  const proxies = proxySettings(env);
  if (proxies === null) return fetch;
  const undici = await import('undici');
  const agents = new Map<string, Dispatcher>();
  const agentOf = (uri: string): Dispatcher => {
    // Proxies tunnel to encrypted servers; plain requests are handed to them whole, as curl does: many refuse a tunnel for these.
    const agent = agents.get(uri) ?? new undici.ProxyAgent({ uri, proxyTunnel: false });
    agents.set(uri, agent);
    return agent;
  };
  // The same fetch as the platform's, in a version that knows these agents; only its types are others.
  const through = undici.fetch as unknown as (input: unknown, init: object) => Promise<Response>;
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (isDirect(url, proxies)) return fetch(input, init);
    const proxy = url.protocol === 'https:' ? proxies.https : proxies.http;
    try {
      return await through(input, { ...init, dispatcher: agentOf(proxy) });
    } catch (error) {
      if (init?.signal?.aborted === true) throw error;
      throw new ProxyError(`the proxy ${shown(proxy)}: ${reason(error)}`, { cause: error });
    }
  };
}
