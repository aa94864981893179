/** How the input of an imported network is read, and how else it could be. */
import { scalesItself } from '../../evaluation/acceptance/own-scale.js';
import type { Framework } from '../../interop/frameworks.js';
import { paddingText } from '../../interop/layouts/geometry.js';
import { type FrameOrder, frameOrders } from '../../interop/network-agent.js';
import type { ImportedNetwork, Padding } from '../../interop/network-builder.js';

/** How the input of the file is read. */
export interface Reading {
  readonly inputScale: number;
  readonly frameOrder: FrameOrder;
  /** Whether rows are columns, and columns rows. */
  readonly isTransposed: boolean;
  /** Zeros around the images of a checkpoint's convolutions; undefined: as they were read. */
  readonly padding?: Padding;
}

/** Flags of `import` for it; what is undefined follows from the file and the framework. */
export interface ReadingFlags {
  readonly inputScale?: number;
  readonly frameOrder?: FrameOrder;
  readonly transpose?: boolean;
}

/** Returns the reading that flags, the file and the framework give. A scale that the file's own layers have is not applied twice. */
export function readingOf(flags: ReadingFlags, { layers, facts }: ImportedNetwork, framework?: Framework): Reading {
  // Networks that were exported here take observations as they are.
  const own = facts?.exported ? undefined : framework;
  // A file that points to a framework says whether it scales; Tianshou's do so by choice.
  const outside = facts?.inputScale ?? (facts?.preset ? 1 : (own?.inputScale ?? 1));
  return {
    inputScale: flags.inputScale ?? (scalesItself(layers) ? 1 : outside),
    frameOrder: flags.frameOrder ?? 'oldest-first',
    isTransposed: flags.transpose ?? own?.isTransposed ?? false,
  };
}

const scaleText = (scale: number): string => (scale === 1 ? '1' : `1/${Number((1 / scale).toPrecision(6))}`);

interface Alternative {
  /** For messages. */
  readonly name: string;
  /** Flags of `import` for it. */
  readonly flags: string;
  readonly read: Reading;
}

/** Returns the other plausible readings; none of a file that was exported here, which says how it is read. */
export function alternativesTo(
  reading: Reading,
  { inputShape, facts }: Pick<ImportedNetwork, 'inputShape' | 'facts'>,
): Alternative[] {
  if (facts?.exported) return [];
  const { inputScale, frameOrder, isTransposed } = reading;
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
    ...(isTransposed
      ? [
          {
            name: 'rows and columns as they are',
            flags: '--no-transpose',
            read: { ...reading, isTransposed: false },
          },
        ]
      : []),
    ...(facts?.otherPaddings ?? []).map((padding) => ({
      name: `the padding ${paddingText(padding)}`,
      flags: `--padding ${paddingText(padding)}`,
      read: { ...reading, padding },
    })),
  ];
}
