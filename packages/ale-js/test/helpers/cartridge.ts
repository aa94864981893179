/** A cartridge that any build of the core can play: image, console properties, and inputs. */
import { defaultSystemSeed } from '../../src/conformance/core.js';
import type { Core } from '../../src/console/core.js';

export interface Cartridge {
  readonly name: string;
  readonly image: Uint8Array;
  readonly format: 'NTSC' | 'PAL' | 'AUTO-DETECT';
  readonly yStart: number;
  readonly height: number;
  readonly hmoveBlanks: boolean;
  readonly leftPaddles: boolean;
  readonly rightPaddles: boolean;
  readonly swapPorts: boolean;
  readonly swapPaddles: boolean;
  readonly leftDifficultyA: boolean;
  readonly rightDifficultyA: boolean;
  readonly steps: readonly Step[];
}

/**
 * A frame with the lines of the joysticks as `Core.setJoysticks` has them; with paddles the left stick turns paddle 0 and
 * presses its button. A saved console is restored with both blocks, or only with the one that ALE's saved states contain.
 */
export type Step =
  | { readonly lines: number; readonly resetHeld?: boolean }
  | 'reset'
  | 'save'
  | 'restore'
  | 'restore only what ALE saves';

const ramStart = 0x80;
const idleSwitches = 0x3f;
const resetSwitch = 1;
const paddleMiddle = 408823;
const paddleLimits = [27450, 790196] as const;
const paddleStep = 23000;
const [leftLine, rightLine, fireLine] = [4, 8, 16];

const detectionFrames = 60;
const longFrameScanlines = 285;
const longFramesOfPal = 15;

/** The steps of an environment reset. */
export const environmentReset: readonly Step[] = [
  'reset',
  ...Array.from({ length: 68 }, (_, frame) => ({ lines: 0, resetHeld: frame >= 60 })),
];

export const screenRows = ({ format, height }: Cartridge): number =>
  Math.max(format !== 'NTSC' && height === 210 ? 250 : height, 200);

/** Builds a console for the cartridge. @returns the code of `build` */
function build(core: Core, c: Cartridge): number {
  new Uint8Array(core.memory.buffer, core.romPointer(), c.image.length).set(c.image);
  return core.build(
    c.image.length,
    0,
    Number(c.format === 'PAL'),
    c.yStart,
    c.format === 'PAL' ? screenRows(c) : c.height,
    Number(c.hmoveBlanks),
    Number(c.leftPaddles),
    Number(c.rightPaddles),
    Number(c.swapPorts),
    Number(c.swapPaddles),
    Number(c.leftDifficultyA),
    Number(c.rightDifficultyA),
    defaultSystemSeed,
  );
}

/** Plays a cartridge from power-on, as recordings do. @returns the name of each frame and reset after it */
export function* play(core: Core, cartridge: Cartridge): Generator<string> {
  const status = build(core, cartridge);
  yield `build: code ${status}`;
  if (status < 0) return;
  core.systemReset();
  yield 'power-on';
  if (cartridge.format === 'AUTO-DETECT') yield* detectFormat(core, cartridge);

  const { step, paddlesToMiddle } = joysticks(core, cartridge);
  paddlesToMiddle();
  let frame = 0;
  for (const one of cartridge.steps) {
    step(one);
    if (typeof one === 'object') frame++;
    yield typeof one === 'object' ? `frame ${frame}` : `${one} after frame ${frame}`;
  }
}

function* detectFormat(core: Core, cartridge: Cartridge): Generator<string> {
  let longFrames = 0;
  for (let frame = 0; frame < detectionFrames; frame++) {
    core.runFrame();
    yield `detection frame ${frame + 1}`;
    if (frame >= detectionFrames / 2 && core.scanlines() > longFrameScanlines) longFrames++;
  }
  const pal = longFrames >= longFramesOfPal;
  core.setFormat(Number(pal), pal ? screenRows(cartridge) : cartridge.height);
  core.systemReset();
  yield 'reset after detection';
}

/** The controllers, and the console's saved blocks. */
function joysticks(core: Core, cartridge: Cartridge) {
  const block = (pointer: number, length: number) => new Uint8Array(core.memory.buffer, pointer, length);
  const blocks = () => [block(core.statePointer(), core.stateSize()), block(core.unsavedPointer(), core.unsavedSize())];
  let paddle = paddleMiddle;
  let saved = { paddle, blocks: blocks().map((bytes) => bytes.slice()) };

  const paddlesToMiddle = () => {
    paddle = paddleMiddle;
    if (!cartridge.leftPaddles && !cartridge.rightPaddles) return;
    core.setPaddle(0, paddle);
    core.setPaddle(1, paddle);
  };
  const hold = (lines: number) => {
    if (!cartridge.leftPaddles && !cartridge.rightPaddles) {
      core.setJoysticks(lines);
      return;
    }
    const move = lines & rightLine ? -paddleStep : lines & leftLine ? paddleStep : 0;
    paddle = Math.min(Math.max(paddle + move, paddleLimits[0]), paddleLimits[1]);
    core.setPaddle(0, paddle);
    core.setPaddleButtons(lines & fireLine ? 1 : 0);
  };
  const step = (one: Step) => {
    if (one === 'reset') {
      paddlesToMiddle();
      core.systemReset();
    } else if (one === 'save') {
      saved = { paddle, blocks: blocks().map((bytes) => bytes.slice()) };
    } else if (typeof one === 'string') {
      paddle = saved.paddle;
      const written = blocks().slice(0, one === 'restore' ? 2 : 1);
      for (const [i, bytes] of written.entries()) bytes.set(saved.blocks[i]!);
      // The byte on the bus is not saved, and a core may lose it between frames.
      core.peek(ramStart);
    } else {
      core.setSwitches(one.resetHeld ? idleSwitches & ~resetSwitch : idleSwitches);
      hold(one.lines);
      core.runFrame();
    }
  };
  return { step, paddlesToMiddle };
}
