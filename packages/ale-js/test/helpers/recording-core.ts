/** A core without a machine, which records the calls of the environment. */
import type { Core } from '../../src/console/core.js';

export interface RecordingCore {
  readonly core: Core;
  /** Calls since the last `take`, e.g. `setPaddle 0 408823`. */
  take(): string[];
  readonly ram: Uint8Array;
}

const recorded = ['runFrame', 'systemReset', 'setJoysticks', 'setSwitches', 'setPaddle', 'setPaddleButtons'] as const;

/** @param onFrame called at every frame; it can change RAM like a program */
export function recordingCore(onFrame: (ram: Uint8Array) => void = () => {}): RecordingCore {
  let calls: string[] = [];
  const memory = new WebAssembly.Memory({ initial: 1 });
  const ram = new Uint8Array(memory.buffer, 0, 128);
  const core: Record<string, unknown> = { memory, ramPointer: () => 0, peek: () => 0 };
  for (const name of recorded) {
    core[name] = (...values: number[]) => {
      calls.push([name, ...values].join(' '));
      if (name === 'runFrame') onFrame(ram);
      return 1;
    };
  }
  return {
    core: core as unknown as Core,
    ram,
    take() {
      const taken = calls;
      calls = [];
      return taken;
    },
  };
}
