/** What grids of states and of images find of one example does not depend on how the work is cut. */
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAttack } from '../../src/attack/parse-attack.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import type { ImageLine } from '../../src/evaluation/images/image-line.js';
import { createImageProber } from '../../src/evaluation/images/image-prober.js';
import type { Adversary } from '../../src/evaluation/players/adversary.js';
import { recordStates } from '../../src/evaluation/states/record-states.js';
import type { GridLine } from '../../src/evaluation/states/state-grid.js';
import { createProber } from '../../src/evaluation/states/state-prober.js';
import type { States } from '../../src/evaluation/states/states.js';
import { loadClassifier } from '../../src/vision/classifier-files.js';
import { toyClassifier } from '../helpers/toy-classifier.js';
import { toyImages } from '../helpers/toy-images.js';
import { toyAgentUnderTest, toyPlayers } from '../helpers/toy-players.js';

const attacks: Adversary['attacks'] = [
  parseAttack('random'),
  parseAttack('pgd', { gradientSamples: 2, steps: 3 }),
  parseAttack('square', { gradientSamples: 2, steps: 4 }),
].map((attack) => ({ attack, label: attack.label, gradientSamples: null }));
const defenses = [parseDefense('sap100'), parseDefense('rnw0.01')];
const count = 4;
const set = toyImages({ test: count });

/** Blocks of consecutive examples, in the order in which they are computed. */
const cuts: readonly (readonly (readonly [from: number, length: number])[])[] = [
  [[0, 4]],
  [
    [2, 2],
    [0, 2],
  ],
  [
    [3, 1],
    [0, 3],
  ],
];
const agents = ['plain', 'sap100', 'rnw0.01'];
const rows = agents.flatMap((agent) =>
  [null, ...attacks.map(({ label }) => label)].map((attack) => ({ agent, attack })),
);
const jobOf = ({ agent, attack }: (typeof rows)[number], from: number, states: number) => ({
  ...{ agent, attack, gradientSamples: null, from, states },
  lambdas: attack === null ? [0] : [16],
});

let states: States;
beforeAll(async () => {
  states = (await recordStates({ agentUnderTest: toyAgentUnderTest(), count, periodSteps: 3, seed: 3 }))!;
}, 60_000);

/** Draws of an output: a plain network does not depend on them. */
const samplesOf = ({ agent }: (typeof rows)[number]) => (agent === 'plain' ? [1, 7] : [5]);

/** The engine rounds products of other sizes otherwise, in the seventh digit. */
const rounded = ({ probabilities, ...line }: ImageLine) => ({
  ...line,
  probabilities: probabilities.map((value) => expect.closeTo(value, 5)),
});

describe.each(rows)('$agent under $attack', (row) => {
  it('at recorded states: the same whatever the blocks; plain, whatever the draws of an output', async () => {
    const found: unknown[] = [];
    for (const outputSamples of samplesOf(row)) {
      const prober = createProber(toyPlayers({ attacks, defenses, outputSamples }), states, 1);
      for (const blocks of cuts) {
        const byState: unknown[] = [];
        for (const [from, length] of blocks) {
          const [{ lines }] = (await prober.do(jobOf(row, from, length)))! as never as [{ lines: GridLine[] }];
          const [{ actions, cleanVotes, zeroGradients }] = lines as [GridLine];
          for (const [i, action] of actions.entries()) {
            byState[from + i] = { action, votes: cleanVotes?.[i], zero: zeroGradients?.[i] };
          }
        }
        found.push(byState);
      }
      await prober.dispose();
    }
    for (const other of found) expect(other).toEqual(found[0]);
  });
});

const onImages = rows.filter(({ agent, attack }) => agent === 'plain' || attack === 'pgd');
describe.each(onImages)('$agent under $attack', (row) => {
  it('on images: the same', async () => {
    const classifier = loadClassifier(toyClassifier(set.classNames, 3, { cropPixels: 28 }));
    const found: ImageLine[][] = [];
    for (const outputSamples of samplesOf(row)) {
      const adversary: Adversary = { attacks, defenses, attackOn: 'self', outputSamples };
      const prober = createImageProber(adversary, new Map([['toy', classifier]]), set, 1);
      for (const blocks of cuts) {
        const byImage: ImageLine[] = [];
        for (const [from, length] of blocks) {
          const [{ lines }] = (await prober.do({ ...jobOf(row, from, length), run: 'toy' }))! as never as [
            { lines: ImageLine[] },
          ];
          for (const line of lines) byImage[line.image] = line;
        }
        found.push(byImage);
      }
      await prober.dispose();
    }
    for (const other of found) expect(other).toEqual(found[0]!.map(rounded));
  });
});
