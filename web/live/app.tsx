/** The live page: an agent without and with a defense plays the same game under the same attack. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { bytesOf, type CatalogEntry, type Dropped, filesOf, loadCatalog } from './catalog.js';
import { evaluateCommand } from './command.js';
import { Controls } from './controls.js';
import { Drop } from './drop.js';
import type { AgentFacts, StartView } from './engine/engine.js';
import type { Files } from './engine/files.js';
import { useEngines } from './engine/use-engines.js';
import { cautionOf, factsOf, Help, Intro } from './help.js';
import { addStep, type History, newHistory, nextFlip, rangeOf, viewAt } from './history.js';
import { CommandLine } from './panels/command-line.js';
import { Side } from './panels/side.js';
import { Timelines } from './panels/timelines.js';
import { Track } from './panels/track.js';
import { defensePreset } from './presets.js';
import { createSession, type Session } from './session.js';
import { type PageState, playSettings, queryOf, stateOf } from './state.js';
import { Transport } from './transport.js';

/** Settings under which an episode goes on; the others start it anew. */
const goesOn: readonly (keyof PageState)[] = ['attack', 'lambda', 'defense', 'samples', 'timing', 'compute', 'step'];
/** In the catalog, of the agent that was dropped. */
const ownId = 'own';
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function App() {
  const [state, setState] = useState(() => stateOf(location.search));
  const [catalog, setCatalog] = useState<readonly CatalogEntry[]>([]);
  const [facts, setFacts] = useState<AgentFacts>();
  /** The step that is looked at again; undefined: the newest. */
  const [back, setBack] = useState<number>();
  /** The step from which on settings differ from those before. */
  const [mixedAt, setMixedAt] = useState<number>();
  const [starts, setStarts] = useState<readonly StartView[]>([]);
  const [status, setStatus] = useState('loading the list of agents');
  const [problem, setProblem] = useState<string>();
  const [, redraw] = useState(0);
  const histories = useRef<History[]>([]);
  const { engines, reports } = useEngines(2, (error) => setProblem(messageOf(error)));
  /** Of the agent that was dropped last. */
  const ownFiles = useRef<Files>({});
  const latest = useRef(state);
  latest.current = state;

  const session = useMemo(
    (): Session =>
      createSession({
        engines,
        onViews(found, isShown) {
          for (const [i, view] of found.entries())
            if (view) addStep(histories.current[i]!, view, latest.current.lambda);
          if (isShown) redraw((n) => n + 1);
        },
        onState: () => redraw((n) => n + 1),
        onError: (error) => setProblem(messageOf(error)),
      }),
    [engines],
  );

  const changes = useRef<Promise<unknown>>(Promise.resolve());
  /** Runs an action after the changes that were asked for before: the engines compute for one thing at a time. */
  const afterChanges = (action: () => unknown) => {
    changes.current = changes.current.then(action);
    return changes.current;
  };
  /** Changes that were asked for and are not made yet, and whether the session is to play after the last one. */
  const pending = useRef(0);
  const resumes = useRef(false);
  /**
   * Runs one change of what is played after the other; the session pauses meanwhile. The change may return what remains to be said.
   * @param thenPlays whether a session that plays goes on afterwards
   */
  const work = (text: string, change: () => Promise<string | undefined>, thenPlays = false) => {
    pending.current++;
    resumes.current = thenPlays && (resumes.current || session.isPlaying);
    return afterChanges(async () => {
      await session.pause();
      setStatus(text);
      setProblem(undefined);
      let note = '';
      try {
        note = (await change()) ?? '';
      } catch (error) {
        setProblem(messageOf(error));
      }
      setStatus(note);
      if (--pending.current > 0 || !resumes.current) return;
      resumes.current = false;
      session.play();
    });
  };

  const settingsOf = (given: PageState) => [playSettings(given, 'none'), playSettings(given, given.defense)];

  async function restart(given: PageState): Promise<void> {
    histories.current = engines.map(newHistory);
    setBack(undefined);
    setMixedAt(undefined);
    setStarts(await Promise.all(engines.map((engine, i) => engine.start(settingsOf(given)[i]!))));
    await session.skip(given.step > 0 ? given.step + 1 : 1);
  }

  async function open(files: Files): Promise<AgentFacts> {
    const [opened] = await Promise.all(engines.map((engine) => engine.open(files)));
    setFacts(opened);
    return opened!;
  }

  async function openEntry(entry: CatalogEntry, given: PageState): Promise<void> {
    const load = () =>
      filesOf(entry, (bytes) => setStatus(`loading ${entry.title}: ${(bytes / 1024 ** 2).toFixed(1)} MiB`));
    const files = entry.id === ownId ? ownFiles.current : await load();
    setStatus('compiling the network');
    const opened = await open(files);
    if (opened.needsRom) {
      if (entry.rom === undefined)
        throw new Error(`drop the ROM of ${opened.title} on the page to play: it stays in your browser`);
      await insertAll(`${opened.game}.bin`, await bytesOf(entry.rom));
    }
    await restart(given);
  }

  const insertAll = (name: string, bytes: Uint8Array) =>
    Promise.all(engines.map((engine) => engine.insert(name, bytes)));

  const entryOf = (id: string, list = catalog): CatalogEntry => {
    const found = list.find((each) => each.id === id);
    if (found) return found;
    throw new Error(`expected one of the agents ${list.map((each) => each.id).join(', ')}, got "${id}"`);
  };

  // Once, when the engines have started.
  useEffect(() => {
    if (engines.length === 0) return;
    work('loading the list of agents', async () => {
      const list = await loadCatalog();
      setCatalog(list);
      const isNamed = new URLSearchParams(location.search).has('agent');
      const entry = isNamed ? entryOf(state.agent, list) : list[0]!;
      setState((before) => ({ ...before, agent: entry.id }));
      await openEntry(entry, state);
      // A link shows its step; other visitors see the game move, but for those who want no motion.
      resumes.current = state.step === 0 && !matchMedia('(prefers-reduced-motion: reduce)').matches;
      return undefined;
    });
  }, [engines]);

  const steps = Math.max(0, ...histories.current.map((each) => each.steps.length));
  const at = back ?? Math.max(0, steps - 1);
  const { isPlaying } = session;

  // The address has the step where the page pauses; a browser refuses many changes in a row.
  const shownStep = isPlaying || mixedAt !== undefined ? 0 : at;
  useEffect(() => {
    if (catalog.length === 0) return;
    const timer = setTimeout(() => history.replaceState(null, '', queryOf({ ...state, step: shownStep })), 200);
    return () => clearTimeout(timer);
  }, [state, shownStep, catalog]);

  function change(changed: Partial<PageState>): void {
    const next = { ...latest.current, step: 0, ...changed };
    latest.current = next;
    setState(next);
    const keys = Object.keys(changed) as (keyof PageState)[];
    const make = async () => {
      if (changed.agent !== undefined) await openEntry(entryOf(changed.agent), next);
      else if (keys.every((key) => goesOn.includes(key))) {
        await Promise.all(engines.map((engine, i) => engine.change(settingsOf(next)[i]!)));
        setBack(undefined);
        if (changed.compute === undefined) setMixedAt((before) => before ?? histories.current[0]?.steps.length);
        if (!resumes.current && pending.current === 1) await session.step(); // so that the change is seen
      } else await restart(next);
      return undefined;
    };
    work('compiling', make, true);
  }

  function toggle(): void {
    resumes.current = false;
    setBack(undefined);
    if (session.isPlaying) void session.pause();
    else afterChanges(() => session.play());
  }

  function drop(dropped: Dropped): void {
    work('opening the files', async () => {
      const games: string[] = [];
      for (const { name, bytes } of dropped.roms) games.push((await insertAll(name, bytes))[0]!); // before a network that does not say its game
      if (Object.keys(dropped.agent).length > 0) {
        const opened = await open(dropped.agent);
        ownFiles.current = dropped.agent;
        const own: CatalogEntry = { id: ownId, title: `your agent for ${opened.title}`, files: {}, run: 'FOLDER' };
        setCatalog((list) => [...list.filter(({ id }) => id !== own.id), own]);
        setState((before) => ({ ...before, agent: own.id }));
      } else if (facts && !games.includes(facts.title)) {
        return `The ROM of ${games.join(', ')} is there: drop an agent for it, too.`;
      }
      await restart(latest.current);
      return undefined;
    });
  }

  function startAnew(): void {
    work('starting anew', async () => {
      await restart({ ...latest.current, step: 0 });
      return undefined;
    });
  }

  /** Looks at a step that was played, or plays one. */
  function step(by: number): void {
    const wanted = at + by;
    resumes.current = false;
    if (wanted >= steps) {
      setBack(undefined);
      afterChanges(() => session.step());
      return;
    }
    void session.pause();
    if (histories.current.some(({ views }) => views.has(wanted))) setBack(wanted);
  }

  function toNextFlip(): void {
    const known = nextFlip(histories.current, at);
    if (known !== undefined) {
      step(known - at);
      return;
    }
    setBack(undefined);
    resumes.current = false;
    afterChanges(() => session.play(() => histories.current.some(({ isFlipped }) => isFlipped.at(-1))));
  }

  const names = ['plain', state.defense === 'none' ? 'plain, too' : state.defense];
  const presets = [defensePreset('none'), defensePreset(state.defense)];
  const run = catalog.find(({ id }) => id === state.agent)?.run;
  const views = histories.current.map((each) => viewAt(each, at));
  const range = rangeOf(views);
  const plots = { names, histories: histories.current, steps };
  return (
    <Drop onFiles={drop} onProblem={setProblem}>
      <header class="intro">
        <h1>An Atari agent under attack, live in your browser</h1>
        <Intro {...state} />
        <p class="facts">{facts ? factsOf(facts) : ' '}</p>
      </header>
      <Controls {...{ state, catalog }} onChange={change} />
      <div class="deck">
        <Transport
          {...{ isPlaying, at, caution: cautionOf(mixedAt) }}
          onToggle={toggle}
          onStep={step}
          onNextFlip={toNextFlip}
          onRestart={startAnew}
          onSpeed={(speed) => {
            session.speed = speed;
          }}
          onShare={() => new URL(queryOf({ ...latest.current, step: at }), location.href).href}
        />
        <Track {...{ ...plots, at }} onShow={(wanted) => step(wanted - at)} />
      </div>
      <p class="status" role="status">
        {status}
      </p>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <main class="sides">
        {names.map((name, i) => (
          <Side
            key={i}
            {...{ name, range, lambda: state.lambda }}
            preset={presets[i]!}
            view={views[i]}
            start={starts[i]}
            actions={facts?.actions ?? []}
            computing={state.compute === 'wasm' ? undefined : reports[i]}
          />
        ))}
      </main>
      <Timelines {...plots} />
      <Help />
      <CommandLine
        command={evaluateCommand(state, facts?.game ?? state.agent, run)}
        row={
          state.episode === 0
            ? 'this episode with both agents'
            : `episodes 0 to ${state.episode}, of which this is the last, with both agents`
        }
      />
    </Drop>
  );
}
