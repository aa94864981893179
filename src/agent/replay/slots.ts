/** How much room transitions need. */
import { stackDepth } from '../../env/environment.js';

/** The fewest slots of an environment buffer that hold a complete transition of n steps when the buffer is full. */
export const minimalBufferSlots = (nStep: number): number => stackDepth + 3 + nStep;
