import { existsSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingModel } from '../../../src/text/encoder/cache';
import { hubModel } from '../../../src/text/encoder/hub';
import { hubId, modelSlug } from '../../../src/text/encoder/names';
import { openEncoder } from '../../../src/text/encoder/open';
import { temporaryFolder } from '../../support/temporary';
import { tinyBertFiles } from '../../support/tinyBert';

const folder = temporaryFolder();
const files = tinyBertFiles();
const ID = 'someone/tiny-bert';
let server: Server;
let host = '';
let asked: string[] = [];
let fault: 'none' | 'cut' | 'status' | 'no-onnx' = 'none';

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const name = (request.url ?? '').replace(`/${ID}/resolve/main/`, '');
    const content = files[name];
    if (content === undefined || (fault === 'no-onnx' && name.endsWith('.onnx'))) return response.writeHead(404).end();
    if (fault === 'status') return response.writeHead(503).end('<html>busy</html>');
    const bytes = Buffer.from(content);
    response.writeHead(200, { 'content-length': bytes.length });
    if (fault === 'cut' && name.endsWith('.onnx')) return response.write(bytes.subarray(0, 10), () => response.destroy());
    return response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

const options = (cache: string, agrees = true) => ({ host, cache: join(folder, cache), offline: false, consent: () => agrees });

describe('models of the hub', () => {
  it('asks before anything is fetched, tells the progress, and needs no network afterwards', async () => {
    asked = [];
    await expect(openEncoder(ID, options('cache', false))).rejects.toThrow('Allow its download with --allow-download');
    expect(asked).toEqual([]);

    const progress: string[] = [];
    const consent = { ...options('cache'), onProgress: ({ file }: { file: string }) => progress.push(file) };
    const encoder = await openEncoder(ID, consent);
    expect(encoder.model.name).toBe('someone--tiny-bert');
    expect((await encoder.embed(['the left atrium'], ['mean']))[0]?.tokens).toEqual([2, 5, 6, 7, 3]);
    await encoder.dispose();
    expect(asked).toHaveLength(4);
    expect(new Set(progress).size).toBe(4);
    const manifest = JSON.parse(readFileSync(join(folder, 'cache', 'someone--tiny-bert', 'llm-segnet.json'), 'utf8')) as {
      sha256: Record<string, string>;
    };
    expect(Object.keys(manifest.sha256)).toEqual(Object.keys(files));
    expect(Object.values(manifest.sha256).every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);

    asked = [];
    const again = await openEncoder(ID, { ...options('cache', false), offline: true });
    await again.dispose();
    expect(asked).toEqual([]);
  });

  it('says what would be fetched, for the person who is asked: its folder, and its size where it is known', async () => {
    const cache = join(folder, 'asked');
    expect(missingModel('bert-base-uncased', cache)).toEqual({
      id: 'google-bert/bert-base-uncased',
      folder: join(cache, 'google-bert--bert-base-uncased'),
      megabytes: 440,
    });
    expect(missingModel(ID, cache)).toMatchObject({ id: ID, megabytes: null });
    await hubModel(ID, options('asked'));
    for (const nothing of [ID, folder, './nowhere/at/all']) expect(missingModel(nothing, cache)).toBeNull();
  });

  it('stops when it is told to, and half a file counts for nothing', async () => {
    const stopping = new AbortController();
    const onProgress = (): void => stopping.abort(new Error('enough'));
    await expect(hubModel(ID, { ...options('stopped'), signal: stopping.signal, onProgress })).rejects.toThrow('enough');
    expect(missingModel(ID, join(folder, 'stopped'))).not.toBeNull();
    expect(existsSync(join(folder, 'stopped', 'someone--tiny-bert', 'onnx', 'model.onnx'))).toBe(false);
  });

  it('offline is a refusal without a network call, consent or not', async () => {
    asked = [];
    await expect(openEncoder(ID, { ...options('offline'), offline: true })).rejects.toThrow('offline is set');
    expect(asked).toEqual([]);
  });

  it('a cut download, an error of the server and a missing export say so and leave nothing that counts', async () => {
    for (const [name, message] of [
      ['cut', /model.onnx: the download broke off. Try again/],
      ['status', /the hub answers with status 503/],
      ['no-onnx', /the hub has no onnx\/model.onnx of it; it may have no ONNX export/],
    ] as const) {
      fault = name;
      await expect(hubModel(ID, options(name)), name).rejects.toThrow(message);
      expect(existsSync(join(folder, name, 'someone--tiny-bert', 'llm-segnet.json'))).toBe(false);
      expect(existsSync(join(folder, name, 'someone--tiny-bert', 'onnx', 'model.onnx'))).toBe(false);
    }
    fault = 'none';
    // What is missing is fetched by the next try.
    expect(existsSync(join(await hubModel(ID, options('cut')), 'onnx', 'model.onnx'))).toBe(true);
  });

  it('a hub that cannot be reached is named', async () => {
    const closed = { ...options('closed'), host: 'http://127.0.0.1:9/' };
    await expect(openEncoder(ID, closed)).rejects.toThrow(/the hub at 127.0.0.1:9 cannot be reached/);
  });

  it('knows names, ids and folders apart', async () => {
    expect(hubId('biobert')).toBe('dmis-lab/biobert-base-cased-v1.2');
    expect(hubId('someone/model')).toBe('someone/model');
    for (const folderLike of ['../models/x', '/models/x', 'models', 'a/../b', 'constructor'])
      expect(hubId(folderLike)).toBeNull();
    expect(modelSlug('someone/model')).toBe('someone--model');
    expect(modelSlug('../../models/mini lm/')).toBe('mini_lm');
    expect(modelSlug('minilm')).toBe('minilm');
    await expect(openEncoder(join(folder, 'nothing'), options('x'))).rejects.toThrow(
      'there is no such folder, and it is no hub id',
    );
  });
});
