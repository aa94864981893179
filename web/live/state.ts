/** The settings of the page. They are the query of its address, so that a link shows a finding. */
import { parseTiming } from '../../src/attack/agent/timing.js';
import { parseAttacks } from '../../src/attack/parse-attacks.js';
import { parseNumber } from '../../src/common/limits.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import type { PlaySettings } from './engine/engine.js';
import { type ComputeChoice, computeChoices } from './providers/choice.js';

export interface PageState {
  /** Id in the catalog of agents. */
  readonly agent: string;
  readonly attack: string;
  /** In gray levels. */
  readonly lambda: number;
  /** Of the second agent; the first one has none. */
  readonly defense: string;
  /** Monte Carlo samples of the defense. */
  readonly samples: number;
  readonly timing: string;
  readonly frames: 'all' | 'newest';
  readonly seed: number;
  readonly episode: number;
  readonly compute: ComputeChoice;
  /** The step at which a link pauses. */
  readonly step: number;
}

export const initialState: PageState = {
  agent: 'catch',
  attack: 'fgsm',
  lambda: 2,
  defense: 'sap100',
  samples: 10,
  timing: 'always',
  frames: 'all',
  seed: 1,
  episode: 0,
  compute: 'wasm',
  step: 0,
};

/** `evaluate` takes more: with them, a step would keep the page for minutes. */
const mostSamples = 1000;

const whole = (text: string, least: number, most: number): number | undefined => {
  const value = parseNumber(text);
  return value !== undefined && Number.isInteger(value) && value >= least && value <= most ? value : undefined;
};
/** Returns the text where `parse` takes it. */
const named = (text: string, parse: (text: string) => unknown): string | undefined => {
  try {
    parse(text);
    return text;
  } catch {
    return undefined;
  }
};

/** Reads each setting from its text; undefined for a text that it does not take. */
export const settingParsers: { readonly [Key in keyof PageState]: (text: string) => PageState[Key] | undefined } = {
  agent: (text) => (/^[\w-]{1,64}$/.test(text) ? text : undefined),
  attack: (text) => named(text, (name) => parseAttacks([name])),
  lambda(text) {
    const value = parseNumber(text);
    return value !== undefined && value >= 0 && value <= 255 ? value : undefined;
  },
  defense: (text) => named(text, parseDefense),
  samples: (text) => whole(text, 1, mostSamples),
  timing: (text) => named(text, parseTiming),
  frames: (text) => (text === 'all' || text === 'newest' ? text : undefined),
  seed: (text) => whole(text, 0, 0xffffffff),
  episode: (text) => whole(text, 0, 1e6),
  compute: (text) => computeChoices.find((choice) => choice === text),
  step: (text) => whole(text, 0, 1e6),
};

/** Returns the state of an address; settings that it lacks, or that are none, have their initial values. */
export function stateOf(query: string): PageState {
  const given = new URLSearchParams(query);
  const entries = (Object.keys(settingParsers) as (keyof PageState)[]).map((key) => {
    const text = given.get(key);
    return [key, (text === null ? undefined : settingParsers[key](text)) ?? initialState[key]];
  });
  return Object.fromEntries(entries) as PageState;
}

/** Returns the query of a state: the settings that differ from the initial ones, and the agent. */
export function queryOf(state: PageState): string {
  const query = new URLSearchParams();
  for (const key of Object.keys(settingParsers) as (keyof PageState)[]) {
    if (key === 'agent' || state[key] !== initialState[key]) query.set(key, String(state[key]));
  }
  return `?${query}`;
}

/** Returns how an agent plays. @param defense `none` for the plain agent */
export const playSettings = (state: PageState, defense: string): PlaySettings => ({
  seed: state.seed,
  index: state.episode,
  attack: state.attack,
  lambda: state.lambda,
  defense,
  outputSamples: state.samples,
  timing: state.timing,
  frames: state.frames,
  exploration: null,
  compute: state.compute,
});
