/** Times that were measured on this device, in the browser's storage. Where it is denied, nothing is remembered. */
import type { Times } from './choice.js';

/** What remembers times; calls may cross threads. */
export interface Memory {
  recall(key: string): Promise<Times | undefined>;
  remember(key: string, times: Times): Promise<void>;
}

const prefix = 'sap-atari times ';

/** @param storage reads throw where the visitor has denied it */
export const storedMemory = (storage: () => Pick<Storage, 'getItem' | 'setItem'>): Memory => ({
  async recall(key) {
    try {
      return timesIn(JSON.parse(storage().getItem(prefix + key) ?? 'null'));
    } catch {
      return undefined;
    }
  },
  async remember(key, times) {
    try {
      storage().setItem(prefix + key, JSON.stringify(times));
    } catch {
      // Measured again the next time.
    }
  },
});

function timesIn(value: Partial<Times> | null): Times | undefined {
  const { wasm, webgpu } = value ?? {};
  return Number.isFinite(wasm) && Number.isFinite(webgpu) ? { wasm: wasm!, webgpu: webgpu! } : undefined;
}
