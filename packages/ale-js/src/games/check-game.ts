/** Checks entries of the game table. */
import { actionNames } from '../console/actions.js';
import { cartridgeTypes } from '../console/core.js';
import type { Check } from '../console/option-checks.js';
import { type SettingKey, settingTable } from '../console/settings.js';
import { AleError } from '../errors.js';
import { unknownName } from '../names.js';
import { type Cart, defaultCart, type Game, type GameRules } from './game.js';
import { compileRules } from './rules.js';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isInteger = (value: unknown): value is number => Number.isInteger(value) && value === ((value as number) | 0);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isString = (value: unknown): value is string => typeof value === 'string';
const isAction = (value: unknown) => (actionNames as readonly unknown[]).includes(value);
const oneOf = (values: readonly unknown[]) => (value: unknown) => values.includes(value);
const listOf = (holds: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(holds);
const integersByName = (value: unknown) => isObject(value) && Object.values(value).every(isInteger);

/** Checks of cartridge properties. */
export const cartChecks: Record<keyof Cart, Check> = {
  listed: [isBoolean, 'true or false'],
  type: [oneOf(cartridgeTypes), `one of ${cartridgeTypes.join(', ')}`],
  format: [oneOf(['AUTO-DETECT', 'NTSC', 'PAL', 'SECAM']), 'AUTO-DETECT, NTSC, PAL or SECAM'],
  ystart: [(value) => isInteger(value) && value >= 0 && value <= 64, 'a scanline, 0…64'],
  height: [(value) => isInteger(value) && value >= 1 && value <= 256, 'a number of scanlines, 1…256'],
  left: [isString, 'a controller, JOYSTICK or PADDLES'],
  right: [isString, 'a controller, JOYSTICK or PADDLES'],
  swapPorts: [isBoolean, 'true or false'],
  swapPaddles: [isBoolean, 'true or false'],
  hmoveBlanks: [isBoolean, 'true or false'],
  leftDifficulty: [oneOf(['A', 'B']), 'A or B'],
  rightDifficulty: [oneOf(['A', 'B']), 'A or B'],
  television: [isString, 'a string'],
  phosphor: [isBoolean, 'true or false'],
};

const gameChecks: Record<keyof Game, Check> = {
  id: [(value) => isString(value) && /^[a-z0-9_]+$/.test(value), 'lower-case letters, digits and underscores'],
  name: [isString, 'a string'],
  md5: [listOf((value) => isString(value) && /^[0-9a-f]{32}$/.test(value)), 'a list of 32 lower-case hex digits each'],
  cart: [isObject, 'an object'],
  screen: [isObject, 'an object'],
  paddles: [isBoolean, 'true or false'],
  settings: [integersByName, 'an object of integers'],
  minimalActions: [listOf(isAction), 'a list of action names'],
  illegalActions: [listOf(isAction), 'a list of action names'],
  startingActions: [
    listOf(
      (value) =>
        Array.isArray(value) &&
        value.length === 2 &&
        (isAction(value[0]) || value[0] === 'RESET') &&
        isInteger(value[1]) &&
        value[1] >= 0,
    ),
    'a list of [action name or RESET, frames]',
  ],
  modes: [(value) => listOf(isInteger)(value) && (value as number[]).length > 0, 'a list of integers, not empty'],
  defaultMode: [isInteger, 'an integer'],
  difficulties: [listOf(oneOf([0, 1, 2, 3])), 'a list of integers, 0…3'],
  modeProgram: [Array.isArray, 'a list of statements'],
  rules: [isObject, 'an object'],
  livesAtConstruction: [isInteger, 'an integer'],
};

const ruleChecks: Record<keyof GameRules, Check> = {
  reset: [integersByName, 'an object of integers'],
  init: [integersByName, 'an object of integers'],
  step: [
    listOf((value) => Array.isArray(value) && value.length === 2 && isString(value[0])),
    'a list of [variable, expression]',
  ],
  reward: [(value) => value !== undefined, 'an expression'],
  terminal: [(value) => value !== undefined, 'an expression'],
  lives: [(value) => value !== undefined, 'an expression'],
  unsaved: [listOf(isString), 'a list of variables'],
};

/**
 * Checks an entry and fills in the optional keys: `cart` (defaults of an unknown cartridge), `modes` [0], `difficulties` [0], no
 * settings, no illegal actions, no starting actions. `id`, `md5`, `minimalActions` and `rules` are required.
 * @param entry an object with the keys of `Game`; keys that start with `_` are ignored
 * @returns a complete entry
 * @throws AleError `bad-game` with the wrong key
 */
export function checkGame(entry: unknown): Game {
  if (!isObject(entry)) throw badKey('game table entry', 'an object', entry);
  const where = `game ${isString(entry.id) ? entry.id : '(without id)'}`;

  const given = entry.rules as GameRules | undefined;
  const rules = { ...given, unsaved: given?.unsaved ?? [] } as GameRules;
  const cart: Cart = { ...defaultCart, ...(entry.cart as Partial<Cart> | undefined) };
  const modes = (entry.modes as Game['modes'] | undefined) ?? [0];
  const pal = cart.format === 'PAL' || cart.format === 'SECAM';
  const game: Game = {
    settings: {},
    illegalActions: [],
    startingActions: [],
    difficulties: [0],
    modeProgram: [],
    name: nameOf(String(entry.id)),
    paddles: cart.left === 'PADDLES' || cart.right === 'PADDLES',
    screen: { format: pal ? cart.format : 'NTSC', width: 160, height: pal && cart.height === 210 ? 250 : cart.height },
    defaultMode: modes[0]!,
    livesAtConstruction: 0,
    ...(withoutComments(entry) as Omit<Partial<Game>, 'id'> & Pick<Game, 'id' | 'md5' | 'minimalActions'>),
    modes,
    cart,
    rules,
  };

  checkKeys(where, game, gameChecks);
  checkKeys(`${where}, cart`, cart, cartChecks);
  checkKeys(`${where}, rules`, { init: {}, ...rules }, ruleChecks);
  for (const key of Object.keys(game.settings)) {
    if (settingTable[key as SettingKey]?.[0] !== 'int') throw badKey(`${where}, settings`, 'integer settings', key);
  }
  const playable = actionNames.filter(
    (name) => game.minimalActions.includes(name) && !game.illegalActions.includes(name),
  );
  if (String(playable) !== String(game.minimalActions)) {
    throw badKey(
      `${where}, minimalActions`,
      'legal actions, each once, in the order of their numbers',
      game.minimalActions,
    );
  }
  if (!modes.includes(game.defaultMode)) throw badKey(`${where}, defaultMode`, 'one of modes', game.defaultMode);

  const compiled = compileRules(game, { ram: new Uint8Array(128), peek: () => 0 }, () => 0);
  return { ...game, livesAtConstruction: compiled.lives() };
}

/** `tic_tac_toe_3d` → `TicTacToe3D`. */
function nameOf(id: string): string {
  return id.replaceAll(/(?<=^|[_\d])[a-z]/g, (letter) => letter.toUpperCase()).replaceAll('_', '');
}

function checkKeys(where: string, got: object, checks: Record<string, Check>): void {
  for (const key of Object.keys(got)) {
    const known = Object.keys(checks);
    if (known.includes(key)) continue;
    throw new AleError('bad-game', `${where}: ${unknownName('key', key, known)}`, { expected: known, got: key });
  }
  for (const [key, [holds, expected]] of Object.entries(checks)) {
    const value = (got as Record<string, unknown>)[key];
    if (!holds(value)) throw badKey(`${where}, ${key}`, expected, value);
  }
}

function withoutComments(entry: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !key.startsWith('_')));
}

function badKey(where: string, expected: string, got: unknown): AleError {
  return new AleError('bad-game', `${where}: expected ${expected}, got ${JSON.stringify(got)}`, { expected, got });
}
