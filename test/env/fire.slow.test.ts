/** What the rules of FIRE do: in our own games, and in the 91 commercial games whose minimal action set has FIRE. */
import { createHash } from 'node:crypto';
import { type ALEModule, aleGames, createALEModule, findGame } from 'ale-js';
import { describe, expect, it } from 'vitest';
import { describeWithRoms } from '../../packages/ale-js/test/helpers/commercial-roms.js';
import { bundledAgent } from '../../src/agent/bundled-agents.js';
import { createRandom } from '../../src/common/random.js';
import { type AtariEnvironment, createAtari } from '../../src/env/atari.js';
import { leavesFireToAgent } from '../../src/env/fire-probe.js';
import { openLibrary } from '../../src/env/library.js';
import { presets } from '../../src/env/presets.js';
import { evaluationRules, type Rules } from '../../src/env/rules.js';

const library = await openLibrary();
const { dqn2015 } = presets;

function open(
  game: string,
  rules: Partial<Rules>,
  bytes = library.open(game).bytes,
  ale = library.ale,
): AtariEnvironment {
  const cartridge = { game, bytes, file: `${game}.bin` };
  return createAtari(ale, cartridge, { ...evaluationRules(dqn2015), ...rules }, createRandom(1));
}

/** Frames of FIRE at the start of a game, by setting. The idle frames are the same under each. */
function fireFrames(game: string, bytes?: Uint8Array, ale?: ALEModule): Record<Rules['fireReset'], number> {
  const frames = (fireReset: Rules['fireReset']) => {
    const environment = open(game, { fireReset }, bytes, ale);
    environment.reset();
    return environment.frames;
  };
  const idle = frames('never');
  return { never: 0, auto: frames('auto') - idle, always: frames('always') - idle };
}

/** In steps: titles and melodies have ended. */
const twoSeconds = 30;

/** Different screens, as an agent sees them, in twelve seconds of NOOP, without those of the first steps. */
function screensWhileIdle(environment: AtariEnvironment, without = 0): number {
  const noop = environment.actions.indexOf('NOOP');
  const seen = new Set<string>();
  environment.reset();
  for (let step = 0; step < 180; step++) {
    if (environment.step(noop).gameOver) environment.reset();
    if (step >= without) seen.add(createHash('sha1').update(environment.frame).digest('base64'));
  }
  return seen.size;
}

/** Instructions of TenPins, and what takes their place. */
const tenPinsChanges = {
  /** dec shotClock, lda #1: a ball is never lost to the clock. */
  clock: [Buffer.from('c68b', 'hex'), Buffer.from('a901', 'hex')],
  /** lda #SHOT_CLOCK, sta shotClock, lda #AIM_DELAY, which becomes 0: the button acts in the first frame. */
  delay: [Buffer.from('a9ff858ba910', 'hex'), Buffer.from('a9ff858ba900', 'hex')],
} as const;

/** A changed TenPins, and a console module that knows it. */
async function changedTenPins(changes: readonly (keyof typeof tenPinsChanges)[]) {
  const bytes = Buffer.from(library.open('tenpins').bytes);
  for (const [from, to] of changes.map((name) => tenPinsChanges[name])) {
    const at = bytes.indexOf(from);
    if (at < 0 || bytes.includes(from, at + 1)) throw new Error(`expected ${from.toString('hex')} once in TenPins`);
    bytes.set(to, at);
  }
  const md5 = [createHash('md5').update(bytes).digest('hex')];
  const ale = await createALEModule({ games: [{ ...findGame(library.ale.games, 'tenpins'), md5 }] });
  return { bytes: new Uint8Array(bytes), ale };
}

describe('FIRE at the start of a game that stands still without it', () => {
  it.each([
    ['is pressed where it sets the game in motion', ['clock', 'delay'], 4],
    ['is not pressed where it has no effect', ['clock'], 0],
  ] as const)('%s', async (_, changes, auto) => {
    const { bytes, ale } = await changedTenPins(changes);
    expect(fireFrames('tenpins', bytes, ale)).toEqual({ never: 0, auto, always: 4 });
    const screens = (fireReset: Rules['fireReset']) =>
      screensWhileIdle(open('tenpins', { fireReset }, bytes, ale), twoSeconds);
    expect(screens('never')).toBe(1);
    expect(screensWhileIdle(open('tenpins', { fireReset: 'auto' }, bytes, ale)) > 1).toBe(auto > 0);
  });
});

it.each([
  [{ fireReset: 'never' }, ['clock', 'delay'], true],
  [{ fireReset: 'auto' }, ['clock', 'delay'], false], // TenPins has no lives
  [{ fireReset: 'never' }, [], false], // moves by itself
] as const)('with %j, the agent has to press FIRE in TenPins changed by %j: %j', async (rules, changes, expected) => {
  const { bytes, ale } = await changedTenPins(changes);
  const cartridge = { game: 'tenpins', bytes, file: 'tenpins.bin' };
  expect(leavesFireToAgent(ale, cartridge, { ...dqn2015, ...rules })).toBe(expected);
});

describe('FIRE at the start of our own games', () => {
  it.each([
    ['catch', { never: 0, auto: 0, always: 0 }], // has no FIRE
    ['tenpins', { never: 0, auto: 0, always: 4 }], // move by themselves
    ['raiders', { never: 0, auto: 0, always: 4 }],
  ])('%s', (game, frames) => {
    expect(fireFrames(game)).toEqual(frames);
  });

  it('comes after the idle frames, or before them where that is asked for', () => {
    const after = open('tenpins', { fireReset: 'always' });
    const before = open('tenpins', { fireReset: 'always', fireBeforeNoOps: true });
    for (const environment of [after, before]) environment.reset();
    expect(before.frames).toBe(after.frames);
    expect(before.frame).not.toEqual(after.frame);
  });

  /** Of version 0.1, whose rules the bundled agents keep: 300 random steps with a reset every 50. */
  it.each([
    ['catch', '5c4a3ab13a818c6f'],
    ['tenpins', '735af800441b02f3'],
    ['raiders', '6aeeb65736b57134'],
  ] as const)('leaves the games of the bundled agents as they were: %s', (game, expected) => {
    const { config } = bundledAgent(game);
    const environment = createAtari(library.ale, library.open(game), config, createRandom(7));
    const [rng, hash] = [createRandom(8), createHash('sha256')];
    for (let step = 0; step < 300; step++) {
      if (step % 50 === 0) environment.reset();
      environment.step(rng.integer(environment.actions.length));
      hash.update(environment.observation);
    }
    expect(hash.digest('hex').slice(0, 16)).toBe(expected);
  });
});

/** The console's state after the start of a game, whatever its actions are. */
function startOf(environment: AtariEnvironment): unknown {
  environment.reset();
  return JSON.parse(new TextDecoder().decode(environment.save())).console;
}

it('in the idle frames of a game whose minimal set lacks NOOP nothing is pressed', async () => {
  const { bytes } = library.open('tenpins');
  const withoutNoop = { ...findGame(library.ale.games, 'tenpins'), minimalActions: ['FIRE', 'RIGHT', 'LEFT'] };
  const ale = await createALEModule({ games: [withoutNoop] });
  const environment = open('tenpins', {}, bytes, ale);
  expect(environment.actions).toEqual(['FIRE', 'RIGHT', 'LEFT']);
  const start = startOf(environment);
  expect(start).toBe(startOf(open('tenpins', {})));
  expect(start).not.toBe(startOf(open('tenpins', { fireReset: 'always' }, bytes, ale)));
});

describe('the actions of a game', () => {
  it('are its minimal set, or all of the console', () => {
    expect(library.actionsOf('tenpins')).toEqual(['NOOP', 'FIRE', 'RIGHT', 'LEFT']);
    expect(library.actionsOf('tenpins', { fullActionSet: true, actions: 'all' })).toHaveLength(18);
    expect(open('tenpins', { fullActionSet: true }).actions).toEqual(
      library.actionsOf('tenpins', { fullActionSet: true, actions: 'all' }),
    );
    expect(library.actionsOf('skiing', { fullActionSet: true, actions: 'all' })).toHaveLength(9); // as getLegalActionSet of ALE
  });
});

/** Games whose screen stands still until FIRE is pressed, then moves. */
const waiting = ['bowling', 'breakout', 'donkey_kong', 'human_cannonball', 'space_war'];
/** Games that wait for the player, perhaps with a blinking cursor, and that FIRE at the start does not set in motion for a second. */
const still = [
  ...['adventure', 'backgammon', 'bank_heist', 'basic_math', 'blackjack', 'casino', 'chopper_command', 'crossbow'],
  ...['hangman', 'othello', 'pitfall2', 'riverraid', 'tic_tac_toe_3d', 'trondead', 'video_checkers', 'video_chess'],
  ...['video_pinball'],
];
/** Screens of a game that moves for a second. */
const aSecond = 15;

const firing = aleGames.filter(({ minimalActions }) => minimalActions.includes('FIRE')).map(({ id }) => id);

describeWithRoms('FIRE at the start of commercial games', firing, (rom) => {
  it('is a question in 91 of them', () => {
    expect(firing).toHaveLength(91);
  });

  it.each(firing)('%s', (game) => {
    const bytes = rom(game);
    const waits = waiting.includes(game);
    expect(fireFrames(game, bytes)).toEqual({ never: 0, auto: waits ? 4 : 0, always: 4 });
    // All actions: two games have no NOOP among those that they need.
    const screens = (fireReset: Rules['fireReset'], without?: number) =>
      screensWhileIdle(open(game, { fireReset, fullActionSet: true }, bytes), without);
    const moves = !waits && !still.includes(game);
    // More than the two pictures of something that blinks.
    expect(screens('never', twoSeconds) > 2, 'moves by itself').toBe(moves);
    if (!moves) expect(screens('always') - screens('never') >= aSecond, 'moves after FIRE').toBe(waits);
  });

  it('throws the first ball of Bowling only where it is asked for', () => {
    const idle = (rules: Partial<Rules>) => screensWhileIdle(open('bowling', rules, rom('bowling')));
    expect(idle({})).toBe(1);
    expect(idle({ fireReset: 'auto' })).toBeGreaterThan(1);
  });

  it.each(['backgammon', 'video_checkers'])(
    'is not pressed in the idle frames of %s, whose minimal set lacks NOOP',
    (game) => {
      const [minimal, all] = [false, true].map((fullActionSet) => open(game, { fullActionSet }, rom(game)));
      expect(minimal!.actions).not.toContain('NOOP');
      expect(startOf(minimal!)).toBe(startOf(all!));
    },
  );

  it('is needed after each lost life of Breakout', () => {
    const stepsToEnd = (rules: Partial<Rules>) => {
      const environment = open('breakout', rules, rom('breakout'));
      environment.reset();
      for (let step = 1; step <= 2000; step++) if (environment.step(0).gameOver) return step;
      return undefined;
    };
    expect(stepsToEnd({})).toBeUndefined();
    expect(stepsToEnd({ fireReset: 'auto' })).toBeUndefined();
    expect(stepsToEnd({ fireReset: 'auto', fireAfterLifeLoss: true })).toBeLessThan(2000);
  });
});
