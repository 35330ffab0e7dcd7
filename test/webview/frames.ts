import { FIRST_THEME } from './themes';

/** One message with its ArrayBuffers as bytes: length of the JSON, JSON in which a buffer is {"$buffer": [start, length]}, buffers. */
export function encodeFrame(message: Record<string, unknown>): Buffer {
  const buffers: Buffer[] = [];
  let start = 0;
  const text = JSON.stringify(message, (_key, value: unknown) => {
    if (!(value instanceof ArrayBuffer)) return value;
    const bytes = Buffer.from(value);
    buffers.push(bytes);
    start += bytes.length;
    return { $buffer: [start - bytes.length, bytes.length] };
  });
  const json = Buffer.from(text);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(json.length, 0);
  head.writeUInt32LE(start, 4);
  return Buffer.concat([head, json, ...buffers]);
}

/**
 * The frame's page: it stands where the editor's own frame stands and has no content security policy. It passes messages on, to the page
 * once that has loaded, as the editor does.
 */
export const OUTER_PAGE = `<!DOCTYPE html><meta charset="utf-8"><title>harness</title>
<style>html,body{margin:0;height:100%}iframe{border:0;width:100%;height:100%}</style>
<iframe src="/page" title="viewer"></iframe>
<script>
const frame = document.querySelector('iframe');
addEventListener('message', (event) => { void fetch('/request', { method: 'POST', body: JSON.stringify(event.data) }); });
const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
void listen();
async function listen() {
  const reader = (await fetch('/events')).body.getReader();
  let bytes = new Uint8Array(0);
  let at = 0;
  const take = async (count) => {
    if (bytes.length - at < count) {
      const parts = [bytes.subarray(at)]; let have = bytes.length - at;
      while (have < count) { const { value, done } = await reader.read(); if (done) return null; parts.push(value); have += value.length; }
      bytes = new Uint8Array(have); at = 0;
      let end = 0;
      for (const part of parts) { bytes.set(part, end); end += part.length; }
    }
    at += count;
    return bytes.slice(at - count, at);
  };
  for (;;) {
    const head = await take(8); if (head === null) return;
    const view = new DataView(head.buffer);
    const json = await take(view.getUint32(0, true));
    const data = (await take(view.getUint32(4, true))).buffer;
    const message = JSON.parse(new TextDecoder().decode(json), (key, value) => value && value.$buffer ? data.slice(value.$buffer[0], value.$buffer[0] + value.$buffer[1]) : value);
    await loaded;
    frame.contentWindow.postMessage(message, '*');
  }
}
</script>`;

/** What VS Code puts into a webview before the page's own script: its interface and the theme, and a count of violations for the tests. */
export const EDITOR_SCRIPT = `
globalThis.violations = [];
addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));
globalThis.applyTheme = ({ classes, colours }) => {
  // The first theme is there before the body, whose classes the page comes with.
  if (document.body !== null) document.body.className = classes;
  const { style } = document.documentElement;
  for (const variable of [...style]) style.removeProperty(variable);
  for (const [key, value] of Object.entries(colours)) style.setProperty('--vscode-' + key, value);
  style.setProperty('--vscode-font-size', '13px');
  style.setProperty('--vscode-font-family', 'system-ui, sans-serif');
};
applyTheme(${JSON.stringify(FIRST_THEME)});
globalThis.acquireVsCodeApi = () => ({
  postMessage: (message) => parent.postMessage(message, '*'),
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
  setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
});`;
