/** Host operations: recorded like kernels, run between segments (see plan.ts). */
import { type HostOperation, type HostTensor, hostCallKernel } from '../host-call.js';
import type { KernelRule } from './rule.js';

export const hostRules: Readonly<Record<string, KernelRule>> = {
  [hostCallKernel]: {
    returnsArray: true,
    infer: (inputs, { operation }) => (operation as HostOperation).outputs(Object.values(inputs) as HostTensor[]),
    lower() {
      throw new Error('host operations run between segments');
    },
  },
};
