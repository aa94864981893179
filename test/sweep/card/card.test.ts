/** Cards from stored evaluations: their reports are those that `evaluate` wrote; files that are no cards are refused. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assets, bundledAgent } from '../../../src/agent/bundled-agents.js';
import { UsageError } from '../../../src/common/errors.js';
import { sha256 } from '../../../src/files/sha256.js';
import { type ResultCard, readResultCard, resultCardText } from '../../../src/sweep/card/card.js';
import { evaluationFactsOf, playersOf } from '../../../src/sweep/card/facts.js';
import { otherMachine, sampleOf, verifyCard } from '../../../src/sweep/card/verify.js';
import { writeCards } from '../../../src/sweep/card/write-cards.js';
import { readCollected } from '../../../src/sweep/collect/collected.js';
import { collectedSweep } from '../../helpers/collected-sweep.js';

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-cards-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const results = join(folder, 'evaluations/tenpins');
let path = '';
let card: ResultCard;

const [bundled, tenpins] = ['catch', 'tenpins'].map((name) => join(assets, name)) as [string, string];

/** A sweep with a stored evaluation and its agent. */
function sweepOf(home: string): void {
  collectedSweep(home, { tenpins: { stored: 'bundled-tenpins', isDone: true } });
  cpSync(tenpins, join(home, 'bundled-tenpins'), { recursive: true });
}

beforeAll(async () => {
  sweepOf(folder);
  [path] = (await writeCards(folder, readCollected(folder))) as [string];
  card = readResultCard(path);
});

const here = (): { version: string; engine: string; processor: string } => ({
  ...{ version: card.version, engine: card.engine },
  processor: card.evaluations[0]!.processors[0] ?? 'some',
});

describe('a result card', () => {
  it('has the report that evaluate wrote, and the lines of its episodes with their SHA-256', () => {
    const [{ report, episodes, choices }] = card.evaluations as [ResultCard['evaluations'][number]];
    expect(report).toEqual(JSON.parse(readFileSync(join(results, 'results.json'), 'utf8')));
    const lines = readFileSync(join(results, 'episodes.jsonl'), 'utf8');
    expect(`${episodes.lines.join('\n')}\n`).toBe(lines);
    expect(episodes).toMatchObject({ sha256: sha256(lines), count: episodes.lines.length });
    expect(choices.names.runs).toEqual([{ run: 'bundled-tenpins', folder: 'bundled-tenpins' }]);
  });

  it('says which agent it is about, and by which rules it played', () => {
    const { config, step } = bundledAgent('tenpins');
    expect(card.agent).toMatchObject({ run: 'bundled-tenpins', game: 'tenpins', steps: step });
    expect(card.agent.config).toEqual({ sha256: sha256(JSON.stringify(config)), keys: config });
    expect(card.evaluations[0]).toMatchObject({ preset: null, rules: { frameSkipFrames: 4, clipRewards: false } });
  });

  it('is written with the same bytes each time, beside a Markdown file with its command and scores', async () => {
    const before = readFileSync(path, 'utf8');
    await writeCards(folder, readCollected(folder));
    expect(readFileSync(path, 'utf8')).toBe(before);
    const markdown = readFileSync(path.replace(/json$/, 'md'), 'utf8');
    expect(markdown).toContain(`    ${card.evaluations[0]!.command}\n`);
    expect(markdown).toContain(card.agent.weights);
    expect(markdown).toContain(card.evaluations[0]!.report.warnings[0]);
    const { attackSettings } = card.evaluations[0]!.report.settings;
    expect(Object.keys(attackSettings).length).toBeGreaterThan(0);
    for (const [label, settings] of Object.entries(attackSettings)) {
      const row = new RegExp(`^\\| settings of ${label} .*$`, 'm').exec(markdown)![0];
      for (const [key, value] of Object.entries(settings)) expect(row).toContain(`${key} ${value}`);
    }
    expect(markdown).toContain('gradients of the agent itself');
  });

  it('is verified without its sweep', async () => {
    const verified = await verifyCard(card, { path, folder: tenpins, sample: 0, seed: 1 });
    expect(verified).toEqual({ chosen: 0, agreed: [], episodes: card.evaluations[0]!.episodes.count, isWhole: false });
  });

  it('is refused with the agent of another game', async () => {
    const other = { path, folder: bundled, sample: 0, seed: 1 };
    await expect(verifyCard(card, other)).rejects.toThrow(UsageError);
    await expect(verifyCard(card, other)).rejects.toThrow(
      /is not the agent of this card: game: expected "tenpins", got "catch"; give its folder with --run/,
    );
  });
});

describe('an agent that is not the one that was evaluated', () => {
  it('gets no card', async () => {
    const wrong = mkdtempSync(join(folder, 'wrong-'));
    sweepOf(wrong);
    const settings = join(wrong, 'evaluations/tenpins/settings.json');
    writeFileSync(settings, readFileSync(settings, 'utf8').replace(/("weights of bundled-tenpins": ")../, '$1zz'));
    await expect(writeCards(wrong, readCollected(wrong))).rejects.toThrow(
      /is not the agent that was evaluated in .*: expected weights of bundled-tenpins zz/,
    );
  });

  it('gets no card from lines that were changed', async () => {
    const wrong = mkdtempSync(join(folder, 'wrong-'));
    sweepOf(wrong);
    const lines = join(wrong, 'evaluations/tenpins/episodes.jsonl');
    writeFileSync(lines, readFileSync(lines, 'utf8').replace(/"return":\d+/, '"return":1'));
    await expect(writeCards(wrong, readCollected(wrong))).rejects.toThrow(UsageError);
  });
});

describe('files that are no cards are refused in one line', () => {
  it.each<[string, (text: string) => string, RegExp]>([
    ['broken JSON', () => '{"format": ', /JSON/],
    ['another file', () => '{}', /expected a result card \(format "sap-atari result card 1"\), got nothing/],
    [
      'an older version',
      (text) => text.replace('result card 1', 'result card 0'),
      /older version of sap-atari: collect/,
    ],
    ['a newer version', (text) => text.replace('result card 1', 'result card 2'), /newer version/],
    ['a key that is missing', (text) => text.replace('"sweep"', '"swoop"'), /not a result card as it was written: /],
    [
      'a value of another kind',
      (text) => text.replace(/("provider": "cpu",\s+"threads": )1\n/, '$1"1"\n'),
      /computing\.threads/,
    ],
    [
      'a plugin, which would be run',
      (text) => text.replace('"attackChoices"', '"plugin": {"file": "x.js", "sha256": ""}, "attackChoices"'),
      /evaluation tenpins: expected no plugin/,
    ],
    [
      'another name of its agent',
      (text) => text.replace('"run": "bundled-tenpins"', '"run": "bundled-raiders"'),
      /evaluation tenpins: expected the agent of the card \("bundled-raiders"\) alone, got "bundled-tenpins"/,
    ],
    [
      'another name of its folder',
      (text) => text.replace('"folder": "bundled-tenpins"', '"folder": "bundled-raiders"'),
      /expected the agent of the card \("bundled-tenpins"\) alone, got "bundled-raiders"/,
    ],
    [
      'an evaluation of another name than that of its command',
      (text) => text.replace('"name": "tenpins"', '"name": "raiders"'),
      /evaluation raiders: expected as its command sap-atari evaluate .*, got "sap-atari evaluate --run bundled-tenpins /,
    ],
    [
      'an evaluation twice',
      (text) => resultCardText({ ...card, evaluations: [...JSON.parse(text).evaluations, ...card.evaluations] }),
      /evaluations: expected each once, got "tenpins" twice/,
    ],
    [
      'a command that runs another one',
      (text) => text.replace(' --lambda', '; true --lambda'),
      /expected as its command/,
    ],
    [
      'a name with a control character',
      (text) => text.replace(/("engine": ")1/, '$1\\u001b[2J1'),
      /engine: .*printable/,
    ],
    ['a name with a line feed', (text) => text.replace(/("version": ")/, '$10\\n'), /version: .*printable/],
    [
      'a name in look-alikes',
      (text) => text.replace('"sweep": "stored"', '"sweep": "stоred"'),
      /sweep: .*small letters/,
    ],
    ['a line that is two', (text) => text.replace('stalledSteps', '\\nstalledSteps'), /lines\.0: .*expected one line/],
    [
      'an unknown key in its choices',
      (text) => text.replace('"lambdas"', '"x": 1, "lambdas"'),
      /choices: .*Unrecognized key: .*x/,
    ],
    [
      'an unknown key in its names',
      (text) => text.replace('"attackOn": "', '"x": null, "attackOn": "'),
      /names: .*Unrecognized key: .*x/,
    ],
    [
      'one that objects inherit',
      (text) => text.replace('"maxSteps"', '"__proto__": {}, "maxSteps"'),
      /rules: .*Unrecognized key: .*__proto__/,
    ],
    [
      'a key twice',
      (text) => text.replace('"sweep": "stored"', '"sweep": "started",\n  "sweep": "stored"'),
      /line 3: expected "\s*.*sweep.*stored.*", got .*started/,
    ],
    [
      'a list that is too long',
      (text) => text.replace('"gradientSamples": [', `"gradientSamples": [${'1,'.repeat(1000)}`),
      /choices\.names\.gradientSamples: .*1000 items/,
    ],
    ['a number in another form', (text) => text.replace('"threads": 1', '"threads": 1.0'), /got .*1\.0/],
    ['other line ends', (text) => text.replaceAll('\n', '\r\n'), /line 1: expected "{", got "{\\r"/],
    ['no line end', (text) => text.trimEnd(), /line \d+: expected "", got nothing/],
    [
      'no agent in its choices',
      (text) => text.replace(/"runs": \[[^\]]*\]/, '"runs": []'),
      /choices\.names\.runs|got 0 agents/,
    ],
  ])('%s', (_, change, message) => {
    const changed = join(folder, 'changed.json');
    writeFileSync(changed, change(readFileSync(path, 'utf8')));
    expect(() => readResultCard(changed)).toThrow(message);
    expect(() => readResultCard(changed)).toThrow(UsageError);
  });
});

describe('a result card that is no file', () => {
  it.each([
    ['a folder', () => folder, /expected a file, got a folder/],
    ['none', () => join(folder, 'nowhere.json'), /no such file/],
  ])('is refused: %s', (_, at, message) => {
    expect(() => readResultCard(at())).toThrow(message);
  });
});

describe('choices whose report would claim more than was played are refused', () => {
  type Choices = ResultCard['evaluations'][number]['choices'];

  it.each<[string, (choices: Choices) => Partial<Choices>, RegExp]>([
    ['a seed twice', ({ seeds }) => ({ seeds: [...seeds, ...seeds] }), /^seeds: expected each once, got "\d+" twice$/],
    [
      'a λ twice',
      ({ lambdas }) => ({ lambdas: [...lambdas, ...lambdas] }),
      /^lambda: expected each once, got "\d+" twice/,
    ],
    ['more episodes than a command takes', () => ({ episodes: 1e9 }), /^episodes: expected .*, got 1000000000$/],
    ['more than there are', () => ({ episodes: 20_000 }), /: expected \d{6} episodes, each once, got \d+$/],
    [
      'more steps than a command takes',
      ({ rules }) => ({ rules: { ...rules, maxSteps: 1e12 } }),
      /^max-steps: expected/,
    ],
  ])('%s', async (_, change, message) => {
    const [{ choices, computing, episodes }] = card.evaluations as [ResultCard['evaluations'][number]];
    const changed = { ...choices, ...change(choices) };
    const seeds = changed.seeds.length / choices.seeds.length;
    // Lines that fit: those of a seed that is there twice are there twice too.
    const lines = Array.from({ length: seeds }, () => episodes.lines).flat();
    const players = await playersOf(choices, tenpins);
    const facts = evaluationFactsOf({ choices: changed, computing, lines, path: 'card' }, players);
    await expect(facts).rejects.toThrow(UsageError);
    await expect(facts).rejects.toThrow(message);
  });
});

describe('another machine', () => {
  it.each<[object, string | undefined]>([
    [{}, undefined],
    [{ version: '9.9.9' }, 'sap-atari 0.0.0, here 9.9.9'],
    [{ engine: '9.9.9' }, 'ONNX Runtime 1.0.0, here 9.9.9'],
    [{ processor: 'Z80' }, 'a Z81, here Z80'],
  ])('differs in %j: %s', (changes, text) => {
    const recorded = { ...card, evaluations: card.evaluations.map((each) => ({ ...each, processors: ['a Z81'] })) };
    expect(otherMachine(recorded, { ...here(), processor: 'a Z81', ...changes })).toBe(text);
  });

  it('is assumed where no processor is recorded', () => {
    const unknown = { ...card, evaluations: card.evaluations.map((each) => ({ ...each, processors: [] })) };
    expect(otherMachine(unknown, here())).toMatch(/^a processor that is not recorded, here /);
  });
});

describe('the sample of episodes', () => {
  it('has so many, each once, in order, and depends on the seed alone', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(60), fc.nat(), (size, count, seed) => {
        const items = Array.from({ length: size }, (_, i) => i);
        const chosen = sampleOf(items, count, seed);
        expect(chosen).toHaveLength(Math.min(size, count));
        expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
        expect(sampleOf(items, count, seed)).toEqual(chosen);
      }),
    );
    const items = Array.from({ length: 100 }, (_, i) => i);
    expect(sampleOf(items, 5, 1)).not.toEqual(sampleOf(items, 5, 2));
  });
});
