import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const aleJs = (file: string) => fileURLToPath(new URL(`./packages/ale-js/src/${file}`, import.meta.url));

export default defineConfig({
  // The package's source, never an old build of it.
  resolve: {
    alias: [
      { find: /^ale-js(\/node)?$/, replacement: aleJs('node.ts') },
      { find: 'ale-js/homebrew', replacement: aleJs('homebrew.ts') },
    ],
  },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // A loop over an empty list, or a helper that checks nothing, must not pass.
    // Times are several times what the slowest take: they run on busy machines too.
    expect: { requireAssertions: true, poll: { timeout: 60_000 } },
    testTimeout: 240_000,
    hookTimeout: 120_000,
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['packages/**'],
      reporter: ['text-summary', 'html'],
      reportOnFailure: true,
    },
    projects: [
      {
        // Fast tests, all from source: no build is needed. `npm run test:unit` and `npm run test:watch` run them.
        extends: true,
        test: {
          name: 'unit',
          include: ['{test,packages/*/test}/**/*.test.ts'],
          exclude: ['**/*.slow.test.ts', '**/*.browser.test.ts'],
          globalSetup: 'test/setup/kernels.ts',
        },
      },
      {
        // Tests that take seconds, or that run the built program.
        extends: true,
        test: {
          name: 'slow',
          include: ['{test,packages/*/test}/**/*.slow.test.ts'],
          globalSetup: 'test/setup/build.ts',
        },
      },
      {
        // Tests of the pages in Chromium.
        extends: true,
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.ts'],
          globalSetup: 'test/setup/build.ts',
        },
      },
    ],
  },
});
