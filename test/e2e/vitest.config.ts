import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/e2e/**/*.e2e.ts'],
    globalSetup: ['test/e2e/install.ts'],
    // One workbench at a time: two of them would only make each other slow.
    fileParallelism: false,
    bail: 1,
    // Seen: three times as long as on a quiet machine while others train and test on its two cores.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
