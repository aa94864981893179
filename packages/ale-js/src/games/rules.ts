/** Compiles the rules of a game (reward, end, lives) for the memory of one console. */
import { AleError } from '../errors.js';
import { unknownName } from '../names.js';
import { compileExpression, type Evaluate, type Memory, type Scope } from './expression.js';
import type { Game } from './game.js';
import { compileModeProgram, type ModeHost } from './mode-program.js';

export interface Rules {
  /** Assigns the reset values to the variables. */
  reset(): void;
  /** Evaluates the rules. Called once after each frame. */
  step(): void;
  /** Returns the reward of the last step. A reward that the rules do not assign keeps its value, as in ALE. */
  reward(): number;
  terminal(): boolean;
  lives(): number;
  /** Switches the game to a mode by pressing the console's switches. @throws AleError `mode-not-reached` */
  selectMode(mode: number, host: ModeHost): void;
  /** Variables that a saved state contains: a live view, to copy from and to restore into. */
  readonly saved: Int32Array;
  /** All variables that persist between steps, those of `saved` first. */
  readonly persistent: Int32Array;
}

/**
 * Compiles the rules of a game.
 * @param random returns 32 random bits; only `["rng"]` calls it
 * @throws AleError `bad-game` with the place in the table
 */
export function compileRules(game: Game, memory: Memory, random: () => number): Rules {
  const { rules } = game;
  const saved = persistentNames(game).filter((name) => !rules.unsaved.includes(name));
  const persistent = [...saved, ...persistentNames(game).filter((name) => rules.unsaved.includes(name))];
  const stepTemporaries = rules.step.map(([target]) => target).filter(isTemporary);
  const slots = new Map([...new Set([...persistent, ...stepTemporaries])].map((name, slot) => [name, slot]));
  const values = new Int32Array(slots.size);

  const slotOf = (name: string, where: string) => {
    const slot = slots.get(name);
    if (slot === undefined) {
      const expected = [...slots.keys()];
      throw new AleError('bad-game', `${where}: ${unknownName('variable', name, expected)}`, {
        expected,
        got: name,
      });
    }
    return slot;
  };
  const scope: Scope = {
    memory,
    random,
    variable(name, where) {
      const slot = slotOf(name, where);
      return () => values[slot]!;
    },
  };
  const compile = (key: 'reward' | 'terminal' | 'lives'): Evaluate =>
    compileExpression(rules[key], scope, `game ${game.id}, rules.${key}`);

  const firsts = Object.entries({ ...rules.init, ...rules.reset });
  for (const [name, value] of firsts) values[slotOf(name, game.id)] = value;
  const resets = Object.entries(rules.reset).map(([name, value]) => [slotOf(name, game.id), value] as const);

  const steps = rules.step.map(([target, expression], i) => {
    const where = `game ${game.id}, rules.step[${i}]`;
    const evaluate = compileExpression(expression, scope, where);
    if (target !== 'delta') {
      const slot = slotOf(target, where);
      return () => {
        values[slot] = evaluate();
      };
    }
    const reward = slotOf('reward', where);
    const score = slotOf('score', where);
    return () => {
      const next = evaluate();
      values[reward] = next - values[score]!;
      values[score] = next;
    };
  });
  const terminal = compile('terminal');

  return {
    reset() {
      for (const [slot, value] of resets) values[slot] = value;
    },
    step() {
      for (const assign of steps) assign();
    },
    reward: compile('reward'),
    terminal: () => terminal() !== 0,
    lives: compile('lives'),
    selectMode: compileModeProgram(game, scope, (name, where) => {
      const slot = slotOf(name, where);
      return (value) => {
        values[slot] = value;
      };
    }),
    saved: values.subarray(0, saved.length),
    persistent: values.subarray(0, persistent.length),
  };
}

function isTemporary(name: string): boolean {
  return name.startsWith('$');
}

function persistentNames({ rules }: Game): string[] {
  const targets = rules.step.map(([target]) => target).filter((name) => name !== 'delta' && !isTemporary(name));
  return [...new Set([...Object.keys(rules.reset), ...Object.keys(rules.init ?? {}), ...targets])];
}
