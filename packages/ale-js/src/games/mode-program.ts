/** Mode programs: how a game is switched to a mode, by presses of SELECT, actions and loops. */
import type { ActionName } from '../console/actions.js';
import { AleError } from '../errors.js';
import { compileExpression, type Evaluate, type Scope } from './expression.js';
import type { Game, Statement } from './game.js';

/** The operations of a mode program on the console. */
export interface ModeHost {
  /** Holds SELECT for a number of frames, then releases it for one. */
  select(frames: number): void;
  /** Plays one act of player A, with frame skip and sticky actions. */
  act(action: ActionName): void;
  /** Holds RESET for four frames. */
  reset(): void;
}

/**
 * Limit of a loop's rounds. Loops wait for a value of a RAM byte, which the right ROM reaches within a few hundred rounds. With
 * another ROM a loop might never end, and ALE would not return.
 */
const maxLoopRounds = 10_000;

/**
 * Compiles a game's mode program.
 * @param assigner returns the function that sets a variable of the rules
 * @throws AleError `bad-game`; the compiled program throws `mode-not-reached`
 */
export function compileModeProgram(
  game: Game,
  rulesScope: Scope,
  assigner: (name: string, where: string) => (value: number) => void,
): (mode: number, host: ModeHost) => void {
  type Run = (host: ModeHost) => void;
  let requestedMode = 0;
  const temporaries = new Map<string, number>();
  const scope: Scope = {
    ...rulesScope,
    variable(name, where) {
      if (name === 'mode') return () => requestedMode;
      return name.startsWith('$') ? () => temporaries.get(name) ?? 0 : rulesScope.variable(name, where);
    },
  };

  const sequence = (statements: readonly Statement[], where: string): Run => {
    const runs = statements.map((statement, i) => compile(statement, `${where}[${i}]`));
    return (host) => {
      for (const run of runs) run(host);
    };
  };

  const compile = (statement: Statement, where: string): Run => {
    const evaluate = (expression: Parameters<typeof compileExpression>[0]): Evaluate =>
      compileExpression(expression, scope, where);
    switch (statement[0]) {
      case 'select': {
        const frames = evaluate(statement[1]);
        return (host) => host.select(frames());
      }
      case 'act': {
        const action = statement[1];
        return (host) => host.act(action);
      }
      case 'reset':
        return (host) => host.reset();
      case 'while': {
        const condition = evaluate(statement[1]);
        const body = sequence(statement[2], where);
        const maxRounds = statement[3];
        return (host) => {
          for (let round = 0; condition(); round++) {
            if (round === maxRounds) break;
            if (round === maxLoopRounds) throw notReached(game, requestedMode);
            body(host);
          }
        };
      }
      case 'repeat': {
        const rounds = statement[1];
        const body = sequence(statement[2], where);
        return (host) => {
          for (let round = 0; round < rounds; round++) body(host);
        };
      }
      case 'if': {
        const condition = evaluate(statement[1]);
        const then = sequence(statement[2], where);
        const otherwise = sequence(statement[3], where);
        return (host) => (condition() ? then(host) : otherwise(host));
      }
      case 'let': {
        const [, name, expression] = statement;
        const value = evaluate(expression);
        if (name.startsWith('$')) return () => void temporaries.set(name, value());
        const assign = assigner(name, where);
        return () => assign(value());
      }
      case 'failIf': {
        const condition = evaluate(statement[1]);
        return () => {
          if (condition()) throw notReached(game, requestedMode);
        };
      }
      default:
        throw new AleError('bad-game', `${where}: expected a statement, got ${JSON.stringify(statement)}`, {
          expected: 'select, act, reset, while, repeat, if, let or failIf',
          got: statement,
        });
    }
  };

  const run = sequence(game.modeProgram, `game ${game.id}, modeProgram`);
  return (mode, host) => {
    requestedMode = mode;
    temporaries.clear();
    run(host);
  };
}

function notReached(game: Game, mode: number): AleError {
  return new AleError(
    'mode-not-reached',
    `${game.id}: pressing SELECT did not reach mode ${mode}; check that this is the right ROM`,
    {
      expected: mode,
    },
  );
}
