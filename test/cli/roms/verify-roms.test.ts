import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as AleJs from 'ale-js/node';
import { afterEach, expect, test, vi } from 'vitest';
import { listRoms } from '../../../src/cli/roms/list-roms.js';
import { verifyRoms } from '../../../src/cli/roms/verify-roms.js';

const { verified } = vi.hoisted(() => ({ verified: vi.fn<typeof AleJs.verifyRom>() }));
vi.mock('ale-js/node', async (original) => ({ ...(await original<typeof AleJs>()), verifyRom: verified }));
afterEach(() => void verified.mockReset());

/** @returns the printed lines, and the message of the error, if any */
async function verify(...names: string[]) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  const failed = await verifyRoms(names).catch((error: Error) => error);
  const lines = log.mock.calls.flat();
  log.mockRestore();
  return { lines, failed };
}

test('a line for each game, and the sum', async () => {
  verified.mockReturnValue({ release: '0.12.1', steps: 1600, differences: [] });
  expect(await verify('Catch', 'TenPins')).toEqual({
    lines: [
      expect.stringMatching(/^equal {5}Catch +1,600 steps$/),
      expect.stringMatching(/^equal {5}TenPins +1,600 steps$/),
      '2 equal to native ALE 0.12.1 (RAM, screen, rewards, lives), 0 different',
    ],
    failed: undefined,
  });
});

test('a difference is named, and is a failure', async () => {
  verified.mockReturnValueOnce({
    release: '0.12.1',
    steps: 1600,
    differences: ['plain: RAM from steps 1–100', 'mixed: screen from …'],
  });
  verified.mockReturnValue({ release: '0.12.1', steps: 1600, differences: [] });
  const { lines, failed } = await verify('Catch', 'TenPins');
  expect(lines[0]).toMatch(/^different Catch +plain: RAM from steps 1–100; mixed: screen from …$/);
  expect(lines.at(-1)).toMatch(/^1 equal .* 1 different$/);
  expect(failed).toMatchObject({ name: 'Error', message: expect.stringMatching(/got 1 of 2 games$/) });
});

test.each([
  ['a game without a recording', ['Catch'], /^Catch has no recording: expected one of ALE's own games$/],
  ['no game with a recording', [], /^no ROM to verify: import some/],
  ['an unknown game', ['Cratch'], /^unknown game "Cratch"/],
])('%s is wrong usage', async (_, names, message) => {
  expect((await verify(...names)).failed).toMatchObject({
    name: 'UsageError',
    message: expect.stringMatching(message),
  });
});

test('damaged files are named, and are a failure', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sap-atari-verify-'));
  vi.stubEnv('ALE_ROM_DIR', folder);
  try {
    writeFileSync(join(folder, 'pong.bin'), new Uint8Array(2048));
    writeFileSync(join(folder, 'bowling.bin'), new Uint8Array(100));
    verified.mockReturnValue({ release: '0.12.1', steps: 1600, differences: [] });
    const { lines, failed } = await verify();
    expect(lines.slice(-3)).toEqual([
      expect.stringMatching(/^damaged {3}ROM .*bowling\.bin is truncated/),
      expect.stringMatching(/^damaged {3}.*pong\.bin is not the known ROM of Pong: expected md5 /),
      expect.stringMatching(/ equal to native ALE .* 0 different$/),
    ]);
    expect(failed).toMatchObject({ name: 'Error', message: expect.stringMatching(/got damaged files of 2 games: /) });

    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await listRoms({ json: false });
    expect(log.mock.calls.flat().filter((line) => String(line).startsWith('damaged: '))).toHaveLength(2);
    log.mockRestore();
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
});
