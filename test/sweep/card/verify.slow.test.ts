/**
 * A small sweep, its cards, and what `card verify` says of them: of the card as it is, of one with any digit changed, of one that
 * was forged consistently, and of another agent.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadAgent, saveAgent } from '../../../src/agent/agent-files.js';
import { sha256 } from '../../../src/files/sha256.js';
import { type ResultCard, readResultCard, resultCardText } from '../../../src/sweep/card/card.js';
import { evaluationFactsOf, playersOf } from '../../../src/sweep/card/facts.js';
import { verifyCard } from '../../../src/sweep/card/verify.js';
import { bundled, openCli } from '../../helpers/cli.js';
import { sampleSize } from '../../helpers/sample.js';

const { cli, folder } = openCli();
const options = { maxSteps: 15, outputSamples: 2, gradientSamples: 2 };
const spec = {
  ...{ name: 'cards', agents: ['bundled', 'mine'] },
  evaluations: {
    fast: { attacks: ['fgsm', 'random'], lambdas: [4], seeds: [1], episodes: 2, options },
    other: { attacks: ['pgd:steps=2'], defenses: ['none'], lambdas: [2], seeds: [3], episodes: 1, options },
  },
};
const home = join(folder, 'runs/sweeps/cards');
const cardOf = (name: string) => join(home, 'cards', `${name}.json`);
/** Names of the cards. */
let [original, mine] = ['', ''];

beforeAll(() => {
  cpSync(bundled, join(folder, 'mine'), { recursive: true });
  writeFileSync(join(folder, 'cards.json'), JSON.stringify(spec));
  expect(cli(['sweep', 'plan', 'cards.json']).status).toBe(0);
  const early = cli(['sweep', 'collect', 'runs/sweeps/cards']);
  expect([early.status, early.stderr]).toEqual([
    1,
    expect.stringContaining('6 of 6 jobs are not done (fast/bundled/1; fast/mine/1; fast; and 3 more), so 2 of 2'),
  ]);
  expect(cli(['sweep', 'run', 'cards.json', '--workers', '2']).status).toBe(0);
  const { status, stdout, stderr } = cli(['sweep', 'collect', 'runs/sweeps/cards']);
  expect([status, stderr]).toEqual([0, expect.stringContaining('2/2 cards')]);
  expect(stdout).toContain('2 result cards in runs/sweeps/cards/cards');
  [original, mine] = ['bundled', 'mine'].map(
    (name) => new RegExp(`agents/(${name}-[0-9a-f]{8})`).exec(stdout)![1]!,
  ) as [string, string];
});

const verify = (...args: string[]) => cli(['card', 'verify', ...args]);
const here = (card: ResultCard, { sample = 0, processor = card.evaluations[0]!.processors[0]! } = {}) => ({
  ...{ path: 'card.json', folder: bundled, sample, seed: 1 },
  machine: { version: card.version, engine: card.engine, processor },
});

/** A card whose tables and hashes fit to other lines of its first evaluation. */
async function forged(change: (line: string, index: number) => string): Promise<ResultCard> {
  const card = readResultCard(cardOf(original));
  const [fast, ...others] = card.evaluations as [Evaluation, ...Evaluation[]];
  const lines = fast.episodes.lines.map(change);
  expect(lines).not.toEqual(fast.episodes.lines);
  const players = await playersOf(fast.choices, bundled);
  const facts = await evaluationFactsOf({ ...fast, lines, path: 'forged' }, players);
  return { ...card, evaluations: [{ ...fast, ...facts }, ...others] };
}

type Evaluation = ResultCard['evaluations'][number];

const shiftGap = (by: number) => (line: string) => {
  const episode = JSON.parse(line);
  return JSON.stringify({ ...episode, qGap: (episode.qGap ?? 0) + by });
};

describe('card verify', () => {
  it('computes a sample again, with the agent in the folder of the sweep, and finds the same bytes', () => {
    const { status, stdout, stderr } = verify(cardOf(mine), '--sample', '3');
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('another machine')]);
    expect(stdout.match(/: equal$/gm)).toHaveLength(3);
    expect(stdout).toMatch(/its tables follow from its 17 episodes; 3 of them recomputed: 3 equal byte for byte$/m);
    expect(verify(cardOf(mine), '--sample', '3').stdout).toBe(stdout);
    expect(verify(cardOf(mine), '--sample', '3', '--seed', '9').stdout).not.toBe(stdout);
  });

  it('computes all of them again with a packaged agent, wherever the card lies', () => {
    const moved = join(folder, 'moved.json');
    cpSync(cardOf(original), moved);
    const { status, stdout } = verify('moved.json', '--run', 'bundled', '--sample', '100');
    expect([status, stdout]).toEqual([0, expect.stringContaining('17 of them recomputed: 17 equal byte for byte')]);
  });

  it('needs the folder of another agent where the card was moved', () => {
    const moved = join(folder, 'mine.json');
    cpSync(cardOf(mine), moved);
    const { status, stderr } = verify('mine.json');
    expect([status, stderr]).toEqual([2, expect.stringMatching(/expected its agent in .*, got none; give its folder/)]);
    expect(verify('mine.json', '--run', 'mine', '--sample', '1').status).toBe(0);
  });

  it('says that another machine computed the card, and compares means by a tolerance then', async () => {
    const card = readResultCard(cardOf(original));
    const text = resultCardText(card).replaceAll(card.evaluations[0]!.processors[0]!, 'Another Processor');
    writeFileSync(join(folder, 'elsewhere.json'), text);
    const { status, stderr, stdout } = verify('elsewhere.json', '--run', 'bundled', '--sample', '1');
    expect([status, stdout]).toEqual([0, expect.stringContaining('1 equal byte for byte')]);
    expect(stderr).toMatch(/^computed by another machine \(Another Processor, here .*\): last digits may differ, so /);
  });

  it.each<[string, (line: string) => string, object, string | RegExp]>([
    ['a line with the same numbers', (line) => `${line} `, {}, /the same numbers in other bytes/],
    ['a mean that differs by 0.0005', shiftGap(5e-4), {}, /qGap: expected/],
    [
      'a mean that differs by 0.0005 from another processor’s',
      shiftGap(5e-4),
      { processor: 'other' },
      '17 recomputed, 15 equal',
    ],
    ['a mean that differs by 0.005 from another processor’s', shiftGap(5e-3), { processor: 'other' }, /qGap: expected/],
    [
      'another return',
      (line) => line.replace(/"return":-?\d+/, '"return":7'),
      { processor: 'other' },
      /return: expected 7/,
    ],
  ])('compares %s', async (_, change, machine, outcome) => {
    const card = await forged((line, i) => (i < 2 ? change(line) : line));
    const verified = verifyCard(card, here(card, { ...machine, sample: 100 })).then(
      ({ agreed }) => `${agreed.length} recomputed, ${agreed.filter(({ isEqual }) => isEqual).length} equal`,
    );
    if (typeof outcome === 'string') await expect(verified).resolves.toBe(outcome);
    else await expect(verified).rejects.toThrow(outcome);
  });

  it('stops between two steps, with what agreed until then', async () => {
    const card = readResultCard(cardOf(original));
    const controller = new AbortController();
    const { chosen, agreed } = await verifyCard(card, {
      ...{ ...here(card, { sample: 100 }), signal: controller.signal },
      onProgress(done, total, { name, step }) {
        expect([total, name]).toEqual([17, expect.stringMatching(/^(fast|other): .*, seed \d, episode \d$/)]);
        if (done === 2 && step === 3) controller.abort();
      },
    });
    expect([chosen, agreed.length]).toEqual([17, 2]);
  });

  it('refuses an agent with one other weight', () => {
    const agent = loadAgent(join(folder, 'mine'));
    const [first, ...others] = agent.views;
    const changed = Float32Array.from(first!, (value, i) => (i === 7 ? value + 1e-6 : value));
    saveAgent(join(folder, 'retrained'), { ...agent, views: [changed, ...others] });
    const { status, stderr, stdout } = verify(cardOf(mine), '--run', 'retrained');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/retrained is not the agent of this card: weights: expected "[0-9a-f]+…?"?, got /);
    expect(stderr.trim()).not.toContain('\n');
  });
});

describe('the command in a card', () => {
  it.each([0, 1])('computes evaluation %i again: the same file of episodes, and the same report', (index) => {
    const { command, episodes, report } = readResultCard(cardOf(mine)).evaluations[index]!;
    const [program, ...args] = command.split(' ');
    expect(program).toBe('sap-atari');
    const { status } = cli([...args, '--json'], home);
    expect(status).toBe(0);
    const out = join(home, args.at(-1)!);
    expect(sha256(readFileSync(join(out, 'episodes.jsonl')))).toBe(episodes.sha256);
    expect(JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'))).toEqual(report);
  });
});

/** Keys that say where a card comes from: nothing can be computed from them. */
const provenance = /^\s*"(sweep|version|engine|command|threads)":/;

function isSameJson(one: string, other: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
  } catch {
    return false; // a number with a zero before it
  }
}

describe('a card that was changed', () => {
  it('is refused, whichever digit was changed', async () => {
    const text = readFileSync(cardOf(original), 'utf8');
    const card = readResultCard(cardOf(original));
    const processors = card.evaluations.flatMap((each) => each.processors).map((name) => JSON.stringify(name));
    let end = 0;
    const digits = text.split('\n').flatMap((line) => {
      const start = end;
      end += line.length + 1;
      if (provenance.test(line) || processors.includes(line.trim())) return [];
      return [...line.matchAll(/\d/g)].map((found) => start + found.index);
    });
    const changed = join(folder, 'changed.json');
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...digits), fc.integer({ min: 1, max: 9 }), async (place, more) => {
        const digit = (Number(text[place]) + more) % 10;
        writeFileSync(changed, `${text.slice(0, place)}${digit}${text.slice(place + 1)}`);
        // The 17th digit of a number may not change its value.
        fc.pre(!isSameJson(readFileSync(changed, 'utf8'), text));
        const outcome = async () => verifyCard(readResultCard(changed), here(card));
        await expect(outcome(), text.slice(place - 40, place + 40)).rejects.toThrow();
      }),
      { numRuns: sampleSize(40, 400) },
    );
  });

  it('is refused by the first episode that differs, where tables and hashes were made to fit', async () => {
    const card = await forged((line, i) => (i === 1 ? line.replace(/"return":-?\d+/, '"return":7') : line));
    await expect(verifyCard(card, here(card))).resolves.toMatchObject({ chosen: 0, agreed: [] });
    writeFileSync(join(folder, 'forged.json'), resultCardText(card));
    const { status, stderr, stdout } = verify('forged.json', '--run', 'bundled', '--sample', '100');
    const { seed, index } = JSON.parse(card.evaluations[0]!.episodes.lines[1]!);
    expect([status, stderr.trim().split('\n').at(-1)]).toEqual([
      1,
      expect.stringMatching(
        new RegExp(`forged\\.json: fast: .*, seed ${seed}, episode ${index}: return: expected 7, got -?\\d`),
      ),
    ]);
    expect(stdout).not.toContain('recomputed:');
  });

  it('is compared by its scores alone where another version wrote it, and says so', async () => {
    const card = readResultCard(cardOf(original));
    const [fast, other] = card.evaluations as [Evaluation, Evaluation];
    const written = (report: Partial<Evaluation['report']>): ResultCard => ({
      ...{ ...card, version: '0.0.9' },
      evaluations: [{ ...fast, report: { ...fast.report, ...report } }, other],
    });
    writeFileSync(join(folder, 'older.json'), resultCardText(written({ warnings: [] })));
    const { status, stdout } = verify('older.json', '--run', 'bundled', '--sample', '1');
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/warnings, notes and rules were not compared, since sap-/),
    ]);
    expect(stdout).toMatch(/its scores follow from its 17 episodes/);
    const machine = { version: card.version, engine: card.engine, processor: card.evaluations[0]!.processors[0]! };
    for (const key of ['comparisons', 'leads', 'worstCases', 'chance'] as const) {
      const changed = verifyCard(written({ [key]: [] }), { ...here(card), machine });
      await expect(changed, key).rejects.toThrow(new RegExp(`: ${key}\\.`));
    }
  });

  it('is refused where a line has a key twice, however many episodes are played again', async () => {
    const card = await forged((line, i) => (i === 2 ? line.replace('"steps"', '"return":7,"steps"') : line));
    const twice = await forged((line, i) => (i === 2 ? line.replace('"return"', '"return":7,"return"') : line));
    await expect(verifyCard(twice, here(twice))).rejects.toThrow(/evaluation fast: line 3: the same numbers in other/);
    await expect(verifyCard(card, here(card))).rejects.toThrow(/line 3: the same numbers in other bytes/);
  });

  it.each<[string, (lines: string[]) => string[], RegExp]>([
    ['a line is missing', (lines) => lines.slice(1), /expected 14 episodes, each once, got 13/],
    ['a line is there twice', (lines) => [...lines, lines[0]!], /expected 14 episodes, each once, got 15/],
    ['a line is no JSON', (lines) => lines.with(2, '{'), /line 3 is not valid JSON/],
    ['a value is not possible', (lines) => lines.with(2, lines[2]!.replace(/"steps":\d+/, '"steps":0')), /steps/],
  ])('is refused where %s', async (_, change, message) => {
    const card = readResultCard(cardOf(original));
    const [fast, other] = card.evaluations as [Evaluation, Evaluation];
    const changed = { ...fast, episodes: { ...fast.episodes, lines: change([...fast.episodes.lines]) } };
    await expect(verifyCard({ ...card, evaluations: [changed, other] }, here(card))).rejects.toThrow(message);
  });
});
