/** Calls of ONNX Runtime's build with WebGPU. It takes one at a time, and when its device has been lost it does not answer any more. */

/** What is used of a `GPUDevice`. */
export interface LosableDevice {
  readonly lost: Promise<{ readonly message: string }>;
}

/** Runs one call after the other, until the device that it watches is lost. */
export interface GpuQueue {
  /** @throws Error for a lost device */
  call<T>(action: () => Promise<T>): Promise<T>;
  watch(device: LosableDevice): void;
}

export function createGpuQueue(): GpuQueue {
  let last: Promise<unknown> = Promise.resolve();
  let whenLost: Promise<never> = new Promise(() => {});
  let lost: Error | undefined;

  async function lossOf(device: LosableDevice): Promise<never> {
    const { message } = await device.lost;
    lost = new Error(`the GPU was lost (${message || 'no reason given'}): reload the page to use it again`);
    throw lost;
  }

  async function inTurn<T>(action: () => Promise<T>): Promise<T> {
    if (lost) throw lost;
    try {
      return await Promise.race([action(), whenLost]);
    } catch (error) {
      await new Promise((resolve) => setTimeout(resolve)); // the news of a lost device may come after the error that it has caused
      throw lost ?? error;
    }
  }

  return {
    call(action) {
      const result = last.then(() => inTurn(action));
      last = result.catch(() => undefined);
      return result;
    },
    watch(device) {
      whenLost = lossOf(device);
      whenLost.catch(() => {}); // told to the next call
    },
  };
}
