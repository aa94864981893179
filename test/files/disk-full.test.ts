import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../src/files/atomic-write.js';
import { whenThereIsRoom } from '../../src/files/disk-full.js';

/** Fails with the code so many times, then returns 7. */
function failing(times: number, code = 'ENOSPC') {
  let left = times;
  return () =>
    explainFailure('x.txt', () => {
      if (left-- > 0) throw Object.assign(new Error(code), { code });
      return 7;
    });
}
const pauseSeconds = 0.001;

describe('whenThereIsRoom', () => {
  it.each(['ENOSPC', 'EDQUOT'])('after %s tries again until there is room, and says so once', async (code) => {
    const lines: string[] = [];
    const onWarning = (line: string) => lines.push(line);
    expect(await whenThereIsRoom(failing(3, code), { onWarning, pauseSeconds })).toBe(7);
    expect(lines).toEqual([
      expect.stringMatching(/^cannot write x\.txt: .*; training pauses and tries again every 0\.001 seconds$/),
      'the disk has room again: training continues',
    ]);
  });

  it('says nothing where there is room', async () => {
    const onWarning = (line: string) => expect.unreachable(line);
    expect(await whenThereIsRoom(failing(0), { onWarning })).toBe(7);
  });

  it('does not wait after other failures', async () => {
    await expect(whenThereIsRoom(failing(1, 'EACCES'))).rejects.toThrow('permission denied');
  });

  it('stops at the signal, before and while it waits', async () => {
    await expect(whenThereIsRoom(failing(1), { signal: AbortSignal.abort() })).rejects.toThrow('the disk is full');
    const controller = new AbortController();
    const onWarning = () => setTimeout(() => controller.abort(), 1);
    await expect(whenThereIsRoom(failing(1), { signal: controller.signal, onWarning })).rejects.toThrow('is full');
  });
});
