import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectAnswer, TextProviderError } from '../../src/core/text/provider';
import { openaiProvider } from '../../src/text/providers/openai';
import { environmentFetch, isDirect, proxySettings } from '../../src/text/proxyFetch';
import type { MockLlm } from '../support/mockLlm';
import { startMockLlm } from '../support/mockLlm';
import type { TestProxy } from '../support/proxy';
import { startProxy } from '../support/proxy';

const ANSWER = 'The atrium lies behind.';

describe('the proxy of the environment', () => {
  let server: MockLlm;
  let proxy: TestProxy;
  beforeEach(async () => {
    server = await startMockLlm(() => ANSWER);
    proxy = await startProxy(server.url);
  });
  afterEach(async () => {
    await proxy.close();
    await server.close();
  });

  async function ask(baseURL: string, env: NodeJS.ProcessEnv): Promise<string> {
    const fetch = await environmentFetch(env);
    const provider = openaiProvider({ baseURL, fetch, retries: 0, modelFix: 'Name one.', keyFix: 'Set it.' });
    return collectAnswer(provider, { prompt: 'p', model: 'good' }).then(
      ({ text }) => text,
      (error: unknown) => (error instanceof TextProviderError ? error.message : `no TextProviderError: ${String(error)}`),
    );
  }

  it('is asked for servers elsewhere, with user and password, whole requests for http', async () => {
    const env = { HTTP_PROXY: `http://me:hush@${proxy.address}` };
    expect(await ask('http://models.example/v1?api-version=2', env)).toBe(ANSWER);
    expect(proxy.asked).toEqual(['POST http://models.example/v1/chat/completions?api-version=2']);
    expect(proxy.users).toEqual([`Basic ${Buffer.from('me:hush').toString('base64')}`]);
    expect(await ask('http://models.example/v1', { all_proxy: proxy.address })).toBe(ANSWER);
  });

  it('is asked for a tunnel for https', async () => {
    // The server behind the tunnel speaks no TLS: that the tunnel was asked for is what counts.
    expect(await ask('https://models.example/v1', { https_proxy: `http://${proxy.address}` })).toMatch(/through the proxy/);
    expect(proxy.asked).toEqual(['CONNECT models.example:443']);
  });

  it('is left out for this machine and for what NO_PROXY names', async () => {
    expect(await ask(server.url, { HTTP_PROXY: 'http://127.0.0.1:1' })).toBe(ANSWER);
    const message = await ask('http://models.invalid/v1', { HTTP_PROXY: proxy.address, NO_PROXY: 'other.example, .invalid' });
    expect(message).toMatch(/^The server at http:\/\/models\.invalid\/v1 cannot be reached \((?:ENOTFOUND|EAI_AGAIN)\)/);
    expect(proxy.asked).toEqual([]);
  });

  it('says so when it cannot be reached, or refuses, and shows no password', async () => {
    await proxy.close();
    const gone = await ask('http://models.example/v1', { http_proxy: `http://me:hush@${proxy.address}` });
    expect(gone).toBe(
      `The server at http://models.example/v1 cannot be reached through the proxy ${proxy.address}: ECONNREFUSED. Check HTTPS_PROXY and HTTP_PROXY, or name the server in NO_PROXY.`,
    );
    proxy = await startProxy(server.url, 407);
    for (const scheme of ['http', 'https']) {
      const env = { http_proxy: proxy.address, https_proxy: proxy.address };
      expect(await ask(`${scheme}://models.example/v1`, env)).toMatch(/wants a user name and a password|407/);
    }
  });

  it('is an address, or an error that does not show it', () => {
    expect(proxySettings({})).toBeNull();
    expect(proxySettings({ HTTPS_PROXY: '' })).toBeNull();
    expect(proxySettings({ HTTPS_PROXY: 'proxy:3128', no_proxy: 'a', NO_PROXY: 'b' })).toEqual({
      http: '',
      https: 'http://proxy:3128',
      without: 'a',
    });
    expect(() => proxySettings({ HTTP_PROXY: 'ftp://me:hush@proxy' })).toThrow(/^HTTP_PROXY is no address of a proxy/);
  });

  it('knows networks, wildcards and this machine by its names', () => {
    const direct = (url: string, without = ''): boolean =>
      isDirect(new URL(url), { http: 'http://p:1', https: 'http://p:1', without });
    for (const url of [
      'http://localhost:11434',
      'http://127.0.0.1',
      'http://127.8.0.1',
      'http://[::1]:80',
      'https://a.localhost',
    ])
      expect(direct(url)).toBe(true);
    expect(direct('https://a.example')).toBe(false);
    expect(direct('https://a.example', 'b, *')).toBe(true);
    expect([direct('https://x.B.example', '.b.example'), direct('https://xb.example', 'b.example')]).toEqual([true, false]);
    expect([direct('https://b.example', 'b.example:443'), direct('http://b.example', 'b.example:443')]).toEqual([true, false]);
    expect([direct('http://10.1.2.3', '10.0.0.0/8,x'), direct('http://11.1.2.3', '10.0.0.0/8 x')]).toEqual([true, false]);
    expect([
      direct('http://[fd00::1]', 'fd00::/8'),
      direct('http://[fe00::1]', 'fd00::/8'),
      direct('http://1.2.3.4', '1.2.3.4/99'),
    ]).toEqual([true, false, false]);
  });
});
