/** Chromium for tests of pages: that of $CHROMIUM, or of the system. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findChromium(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

const executablePath = findChromium();

/** A group of tests that need Chromium. Without one they are skipped, and that is said. */
export function describeWithChromium(name: string, tests: () => void): void {
  if (executablePath === undefined) {
    console.error(
      `SKIPPED ${name}: no Chromium; install it (Debian: apt-get install chromium), or set CHROMIUM to its path`,
    );
  }
  describe.skipIf(executablePath === undefined)(name, tests);
}

/** Starts Chromium without its sandbox, which containers do not permit. */
export const startChromium = (args: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox', ...args], timeout: 120_000 });

/** Arguments that offer pages a GPU in software, which computes as a GPU does, only slowly. */
export const softwareGpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
