import { existsSync } from 'node:fs';

/** The browser that the pages and the workbench are tested in. */
export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Why the pages cannot be tested here, or ''. */
export const noBrowser = existsSync(CHROMIUM) ? '' : `(skipped: ${CHROMIUM} is missing)`;

export const CHROMIUM_ARGUMENTS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Each window's address bar loads pages of its own, which take one of two cores for a second.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
];
