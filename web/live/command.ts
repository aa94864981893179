/** The command that plays what the page shows. */
import { initialState, type PageState } from './state.js';

const quoted = (text: string): string => (/^[\w./:=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/**
 * Returns a line for a shell. Its first row of λ and defense has the episodes of the page.
 * @param run folder of the agent; undefined for a bundled one
 */
export function evaluateCommand(state: PageState, game: string, run: string | undefined): string {
  const flags: (string | number)[] = ['npx', 'sap-atari', 'evaluate'];
  if (run === undefined) flags.push('--game', game);
  else flags.push('--run', run);
  flags.push('--attack', state.attack, '--lambda', state.lambda, '--defense', state.defense);
  // Draws of a defense depend on the last bit of an activation: they are those of the page where WebAssembly computes.
  if (state.defense !== 'none') flags.push('--output-samples', state.samples, '--provider', 'wasm');
  if (state.timing !== initialState.timing) flags.push('--timing', state.timing);
  if (state.frames !== initialState.frames) flags.push('--frames', state.frames);
  flags.push('--seed', state.seed, '--episodes', state.episode + 1);
  return flags.map(String).map(quoted).join(' ');
}
