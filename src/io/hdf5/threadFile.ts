/** The bundled thread, beside the bundle that this file is part of (scripts/build.mjs; vitest.config.ts has one for tests). */
export const threadFile: URL = new URL('./hdf5.js', import.meta.url);
