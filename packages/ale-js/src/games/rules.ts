/** Reward, end and lives of a game: the declarative rules of the table, compiled for one console's memory. */
import { AleError } from '../errors.js';
import { compileExpression, type Evaluate, type Memory, type Scope } from './expression.js';
import type { Game } from './game.js';
import { compileModeProgram, type ModeHost } from './mode-program.js';

export interface Rules {
  /** Gives the variables their reset values. */
  reset(): void;
  /** Once after every emulated frame. */
  step(): void;
  /** Reward of the last step. Where the rules leave it alone, it is reported again, as in ALE. */
  reward(): number;
  terminal(): boolean;
  lives(): number;
  /** Brings the game into a mode by pressing the console's switches. */
  selectMode(mode: number, host: ModeHost): void;
  /** Variables that a saved state carries: the memory itself, so copy to keep, `set` to restore. */
  readonly saved: Int32Array;
  /** All variables that outlive a step, those of `saved` first. */
  readonly persistent: Int32Array;
}

/**
 * @param random the environment's generator, drawn from by `["rng"]` alone
 * @throws AleError `bad-game` with the place in the table when the rules cannot be run
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
      throw new AleError('bad-game', `${where}: unknown variable "${name}"; known are ${expected.join(', ')}`, {
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
