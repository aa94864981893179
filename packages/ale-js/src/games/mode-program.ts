/** How a game is brought into a mode: the table's small programs of select presses, actions and loops. */
import type { ActionName } from '../console/actions.js';
import { AleError } from '../errors.js';
import { compileExpression, type Evaluate, type Scope } from './expression.js';
import type { Game, Statement } from './game.js';

/** What a mode program can do to the console. */
export interface ModeHost {
  /** Hold SELECT for a number of frames, then release it for one. */
  select(frames: number): void;
  /** One full act of player A: frame skip, sticky actions and all. */
  act(action: ActionName): void;
  /** Hold RESET for four frames. */
  reset(): void;
}

/**
 * A loop of the table ends when a RAM byte matches. With the ROM that the table means it does so within a few hundred
 * rounds; with another it might never, and ALE would hang.
 */
const mostLoopRounds = 10_000;

/** @param assigner gives the function that sets a rules variable */
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
        const mostRounds = statement[3];
        return (host) => {
          for (let round = 0; condition(); round++) {
            if (round === mostRounds) break;
            if (round === mostLoopRounds) throw notReached(game, requestedMode);
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
    `${game.id}: pressing SELECT never led to mode ${mode}; is this the right ROM?`,
    {
      expected: mode,
    },
  );
}
