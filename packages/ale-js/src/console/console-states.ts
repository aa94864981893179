/** Saved states and snapshots of one loaded console: which memory each of them contains. */
import { AleError } from '../errors.js';
import { type Core, stateParts } from './core.js';
import type { LoadedGame } from './load-game.js';
import { kindOfState, packState, type StateKind, type StateLayout, stateLayout, unpackState } from './saved-state.js';

export interface ConsoleStates {
  /** Returns the state that ALE saves. @param includeRandom include the environment's generator */
  saveState(includeRandom: boolean): Uint8Array;
  /** @throws AleError `bad-state` */
  loadState(state: Uint8Array): void;
  /** Returns everything that later frames depend on. */
  saveSnapshot(): Uint8Array;
  /** @throws AleError `bad-state` */
  restoreSnapshot(snapshot: Uint8Array): void;
}

export function consoleStates(core: Core, loaded: LoadedGame): ConsoleStates {
  const layouts = stateLayouts(core, loaded);
  return {
    saveState: (includeRandom) => packState(layouts[includeRandom ? 'state-random' : 'state']),
    loadState(state) {
      const kind = kindOfState(state);
      if (kind === 'snapshot') {
        throw new AleError('bad-state', 'expected a saved state, got a snapshot: restore it with restoreSnapshot');
      }
      unpackState(state, layouts[kind]);
    },
    saveSnapshot: () => packState(layouts.snapshot),
    restoreSnapshot(snapshot) {
      if (kindOfState(snapshot) !== 'snapshot') {
        throw new AleError('bad-state', 'expected a snapshot, got a saved state: restore it with loadState');
      }
      unpackState(snapshot, layouts.snapshot);
    },
  };
}

function stateLayouts(core: Core, { environment, md5 }: LoadedGame): Record<StateKind, StateLayout> {
  const { counters, controls, rules, random, actions, strengths } = environment;
  const coreState = new Uint8Array(core.memory.buffer, core.statePointer(), core.stateSize());
  const coreUnsaved = new Uint8Array(core.memory.buffer, core.unsavedPointer(), core.unsavedSize());
  const ours = [counters, controls.resistances, controls.limits];
  const layout = (kind: StateKind, ...parts: ArrayBufferView[]) => {
    const problem = () => stateParts[core.stateProblem(kind === 'snapshot' ? 1 : 0)] || environment.stateProblem();
    return stateLayout(kind, core.stateVersion(), md5, [...ours, ...parts], problem);
  };
  return {
    state: layout('state', rules.saved, coreState),
    'state-random': layout('state-random', rules.saved, random.state, coreState),
    snapshot: layout('snapshot', rules.persistent, random.state, actions, strengths, coreState, coreUnsaved),
  };
}
