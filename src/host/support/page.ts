import { randomBytes } from 'node:crypto';

/** Addresses a page may load, as the webview has them, and the source its content security policy allows. */
export interface PageAddresses {
  readonly script: string;
  readonly style: string;
  readonly icons: string;
  readonly cspSource: string;
}

/** Text for an attribute value in double quotes. */
function attribute(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export interface PageOptions {
  /** Of the texts, as BCP 47 has it. */
  readonly language?: string;
  /** Texts in that language, by their English ones. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Sources of pictures beside our own files: the 3D library brings its textures as data. */
  readonly pictures?: 'data:';
}

/** JSON that cannot end the element it stands in. */
function inElement(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}

/**
 * The page of a view: an empty body that its script fills by textContent. Nothing but the script with this page's nonce and our own
 * files may load; no inline style, no address of anyone else, no eval. The texts are data, which no policy runs.
 */
export function pageHtml(
  title: string,
  { script, style, icons, cspSource }: PageAddresses,
  { language = 'en', texts = {}, pictures }: PageOptions = {},
): string {
  const nonce = randomBytes(18).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${cspSource}`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `img-src ${[cspSource, ...(pictures === undefined ? [] : [pictures])].join(' ')}`,
    `font-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta property="csp-nonce" content="${nonce}">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(icons)}" id="vscode-codicon-stylesheet" nonce="${nonce}">
<link rel="stylesheet" href="${attribute(style)}" nonce="${nonce}">
<script type="application/json" id="texts">${inElement(texts)}</script>
</head>
<body>
<script type="module" nonce="${nonce}" src="${attribute(script)}"></script>
</body>
</html>
`;
}
