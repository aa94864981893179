/** The command of a card: it computes an evaluation of its agent again. */
import { evaluationArguments } from '../plan/arguments.js';
import { shellWord } from '../shell-word.js';
import type { EvaluationSpec } from '../spec/spec.js';

/** Name of an agent's card, without its ending: `catch-1-0123abcd` for `agents/catch-1-0123abcd`. */
export const resultCardName = (run: string): string =>
  run.replace(/^agents\//, '').replaceAll(/[^A-Za-z0-9.=-]+/g, '-');

/** @param name of the evaluation */
export const commandOf = (spec: EvaluationSpec, name: string, run: string): string =>
  ['sap-atari', ...evaluationArguments(spec, run), ...outOf(name, run)].map(shellWord).join(' ');

/** Whether a text from outside is such a command: in a shell it runs nothing else, for this agent, into a folder of its own. */
export function isCommandOf(text: string, name: string, run: string): boolean {
  const begin = ['sap-atari', 'evaluate', '--run', run].map(shellWord).join(' ');
  const end = outOf(name, run).map(shellWord).join(' ');
  if (text.length > mostCharacters || !text.startsWith(`${begin} `) || !text.endsWith(` ${end}`)) return false;
  return words.test(text.slice(begin.length, -end.length - 1));
}

const outOf = (name: string, run: string) => ['--out', `recomputed/${name}-${resultCardName(run)}`];

/** A thousand seeds and λ take a tenth of it. */
const mostCharacters = 100_000;

/** Plain words, and those that `shellWord` has quoted. */
const words = /^(?: (?:[\w@%+=:,./-]+|'[^']*'(?:\\''[^']*')*))*$/;
