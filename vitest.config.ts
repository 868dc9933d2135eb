import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Whole nights in real time wait more than they compute: more files at a time than there are cores.
    maxWorkers: 4,
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
