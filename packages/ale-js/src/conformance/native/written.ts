/** What `npm run conformance:native -- --write` leaves in the repository: hashes of native ALE's games, and a table of what was compared. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aleGames } from '../../games/game-table.js';
import { recordedScenarios, type Scenario } from '../../traces/scenario.js';

export interface Compared {
  readonly scenario: Scenario;
  /** The trace of native ALE. */
  readonly trace: readonly string[];
  readonly isEqual: boolean;
}

const recordingsFile = fileURLToPath(new URL('../../../src/data/recordings.ts', import.meta.url));
const reportFile = fileURLToPath(new URL('../../../docs/accuracy.md', import.meta.url));
const [begin, end] = ['<!-- written by npm run conformance:native -->', '<!-- end -->'];

/** Writes the traces of the two recorded scenarios of each game. */
export function writeRecordings(compared: readonly Compared[], version: string): void {
  const lines = aleGames.map((game) => {
    const traces = recordedScenarios(game).map(({ name }) => {
      const found = compared.find(({ scenario }) => scenario.game === game.id && scenario.name === name);
      return `[${found!.trace.map((block) => `'${block}'`).join(', ')}]`;
    });
    return `  ${game.id}: [${traces.join(', ')}],\n`;
  });
  const header = `// Written by \`npm run conformance:native -- --write\` from the games of native ALE. Hashes only: see src/traces/trace.ts.

/** The release of ale-py that played. */
export const recordedVersion = '${version}';

/** By game: the traces of its two recorded scenarios. */
export const recordings: Readonly<Record<string, readonly (readonly string[])[]>> = {
`;
  writeFileSync(recordingsFile, `${header}${lines.join('')}};\n`);
}

/** Writes the table of docs/accuracy.md: a row for each kind of scenario that was played. */
export function writeReport(compared: readonly Compared[], version: string): void {
  const rows = kinds.map(([title, belongs]) => {
    const of = compared.filter(({ scenario }) => belongs(scenario.name));
    if (of.length === 0) return '';
    const frames = of.reduce((sum, { scenario }) => sum + scenario.steps * Number(scenario.settings.frame_skip), 0);
    const different = of.filter(({ isEqual }) => !isEqual).length;
    return `| ${title} | ${of.length.toLocaleString('en')} | ${(frames / 1e6).toFixed(2)} | ${different} |\n`;
  });
  const games = [...new Set(compared.map(({ scenario }) => scenario.game))];
  const names = games.map((id) => aleGames.find((game) => game.id === id)!.name);
  const table = `${begin}

ale-py ${version}, ${games.length} ROMs:

| compared | scenarios | million frames | different |
|---|---:|---:|---:|
${rows.join('')}
The games: ${names.join(', ')}.

${end}`;
  const page = readFileSync(reportFile, 'utf8');
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${reportFile}: expected the lines "${begin}" and "${end}"`);
  writeFileSync(reportFile, `${page.slice(0, from)}${table}${page.slice(to + end.length)}`);
}

/** Rows of the table, with a test for the names of their scenarios. */
const kinds: readonly (readonly [title: string, belongs: (name: string) => boolean])[] = [
  ['default mode, minimal actions', (name) => name === 'plain'],
  [
    'last mode and difficulty: sticky actions, all actions, truncation, averaged colors, saved states',
    (name) => name === 'mixed',
  ],
  ['every mode at every difficulty, with saved states', (name) => name.startsWith('mode ')],
  ['sticky actions (0.5), gray', (name) => name === 'sticky'],
  ['color averaging, RGB and gray', (name) => name.includes('averag')],
  ['a state restored every 40 steps', (name) => name === 'saved states'],
  ['20,000 frames with sticky actions', (name) => name === 'long episodes'],
];
