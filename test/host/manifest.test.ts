import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text) as {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  readonly scripts: Readonly<Record<string, string>>;
};

/** Every command the code registers, in the order of its files. */
function registered(): string[] {
  const host = join(root, 'src', 'host');
  return readdirSync(host, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(join(host, name), 'utf8').matchAll(/(?:registerCommand|fileCommand)\(\s*\w+,\s*'(\w+)'/g),
    ])
    .map(([, name = '']) => `llmSegNet.${name}`)
    .sort();
}

describe('package.json', () => {
  it('names commands that are registered, each once: a second registration ends the activation', () => {
    const commands = registered();
    expect(commands).toEqual([...new Set(commands)]);
    expect(manifest.contributes.commands.map(({ command }) => command).filter((name) => !commands.includes(name))).toEqual([]);
  });

  it('names files that exist, and pictures that are small', () => {
    const files = [...text.matchAll(/"((?:\.\/)?(?:media|schemas|l10n)\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(files.length).toBeGreaterThan(2);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const tooLarge = files.filter((path) => path.endsWith('.png') && statSync(join(root, path)).size > 150_000);
    expect(tooLarge).toEqual([]);
  });

  it('has scripts whose files exist', () => {
    const files = Object.values(manifest.scripts).flatMap((script) => script.match(/[\w/-]+\.mjs|scripts\/[\w-]+/g) ?? []);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
