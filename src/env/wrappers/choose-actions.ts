import type { Wrapper } from '../game.js';

/** Gives the agent only some of the game's actions, in an order of its own. @param names actions of the game */
export const chooseActions =
  (names: readonly string[]): Wrapper =>
  (game) => {
    const indices = names.map((name) => game.actions.indexOf(name));
    return { ...game, actions: names, step: (action) => game.step(indices[action]!) };
  };
