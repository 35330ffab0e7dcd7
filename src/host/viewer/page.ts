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

/**
 * The page of a view: an empty body that its script fills by textContent. Nothing but the script with this page's nonce and our own
 * styles and icon font may load; no inline style, no address of anyone else, no eval. `extraImages` is for the 3D view's built-in textures.
 */
export function pageHtml(title: string, { script, style, icons, cspSource }: PageAddresses, extraImages = ''): string {
  const nonce = randomBytes(18).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${cspSource}`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `img-src ${cspSource}${extraImages}`,
    `font-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta property="csp-nonce" content="${nonce}">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(icons)}" id="vscode-codicon-stylesheet" nonce="${nonce}">
<link rel="stylesheet" href="${attribute(style)}" nonce="${nonce}">
</head>
<body>
<script type="module" nonce="${nonce}" src="${attribute(script)}"></script>
</body>
</html>
`;
}
