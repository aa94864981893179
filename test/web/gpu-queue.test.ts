/** The queue of calls to a GPU, which may be lost. */
import { describe, expect, it, vi } from 'vitest';
import { createGpuQueue } from '../../web/platform/gpu-queue.js';

/** A device that can be lost. */
function fakeDevice() {
  let lose = (_: { readonly message: string }): void => {};
  const lost = new Promise<{ readonly message: string }>((resolve) => {
    lose = resolve;
  });
  return { lost, lose: (message: string) => lose({ message }) };
}
const good = async () => 'good';
const never = () => new Promise<never>(() => {});

describe('the queue of the GPU', () => {
  it('runs one call after the other, also after one that fails', async () => {
    const { call } = createGpuQueue();
    const running: string[] = [];
    const action =
      (name: string, fails = false) =>
      async () => {
        running.push(`${name} begins`);
        await Promise.resolve();
        running.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const found = await Promise.allSettled([call(action('a')), call(action('b', true)), call(action('c'))]);
    expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(running).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('rejects a call that a lost device leaves without an answer, and does not make later ones', async () => {
    const { call, watch } = createGpuQueue();
    const device = fakeDevice();
    await call(async () => watch(device));
    const hanging = call(never);
    device.lose('reset');
    const line = 'the GPU was lost (reset): reload the page to use it again';
    await expect(hanging).rejects.toThrow(line);
    const later = vi.fn(good);
    await expect(call(later)).rejects.toThrow(line);
    expect(later).not.toHaveBeenCalled();
  });

  it('names the loss where a call fails because of it', async () => {
    const { call, watch } = createGpuQueue();
    const device = fakeDevice();
    watch(device);
    const failing = call(async () => {
      device.lose('');
      throw new Error('mapAsync');
    });
    await expect(failing).rejects.toThrow('the GPU was lost (no reason given)');
  });
});
