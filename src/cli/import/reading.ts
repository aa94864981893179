/** How the input of an imported network is read, and how else it could be. */
import { InvalidArgumentError } from 'commander';
import { describeLimit, isWithin, limits, parseNumber } from '../../common/limits.js';
import { type FrameOrder, frameOrders } from '../../interop/network-agent.js';

/** How the input of the file is read. */
export interface Reading {
  readonly inputScale: number;
  readonly frameOrder: FrameOrder;
}

const scaleText = (scale: number): string => (scale === 1 ? '1' : `1/${Number((1 / scale).toPrecision(6))}`);

/** Returns the other plausible readings, each with the flags for it. */
export function alternativesTo(reading: Reading, inputShape: readonly number[]) {
  const { inputScale, frameOrder } = reading;
  const scale = inputScale === 1 ? 1 / 255 : 1;
  const order = frameOrders.find((each) => each !== frameOrder)!;
  const hasOneFrame = inputShape[0] === 1 || inputShape[2] === 1;
  const ordered = {
    name: `the ${order.replace('-', ' frame ')}`,
    flags: `--frame-order ${order}`,
    read: { ...reading, frameOrder: order },
  };
  return [
    {
      name: `pixels multiplied by ${scaleText(scale)}`,
      flags: `--input-scale ${scaleText(scale)}`,
      read: { ...reading, inputScale: scale },
    },
    ...(hasOneFrame ? [] : [ordered]),
  ];
}

/** @throws InvalidArgumentError unless the text is a factor above 0 and of at most 1, as a number or as a fraction such as 1/255 */
export function scaleOption(text: string): number {
  const [dividend = Number.NaN, divisor = 1, ...others] = text
    .split('/')
    .map((part) => parseNumber(part) ?? Number.NaN);
  const factor = dividend / divisor;
  if (others.length === 0 && isWithin(limits.command.inputScale, factor)) return factor;
  throw new InvalidArgumentError(`expected ${describeLimit(limits.command.inputScale)}, such as 1/255, got "${text}"`);
}
