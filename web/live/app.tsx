/** The live page: an agent without and with a defense plays the same game under the same attack. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { bytesOf, type CatalogEntry, type Dropped, filesOf, loadCatalog } from './catalog.js';
import { evaluateCommand } from './command.js';
import { Controls } from './controls.js';
import { Drop } from './drop.js';
import { type RemoteEngine, startEngine } from './engine/client.js';
import type { AgentFacts, StartView } from './engine/engine.js';
import type { Files } from './engine/files.js';
import { addStep, type History, newHistory } from './history.js';
import { Side } from './panels/side.js';
import { Timeline } from './panels/timeline.js';
import { createSession, type Session, type Views } from './session.js';
import { type PageState, playSettings, queryOf, stateOf } from './state.js';
import { Transport } from './transport.js';

/** Settings under which an episode goes on; the others start it anew. */
const goesOn: readonly (keyof PageState)[] = ['attack', 'lambda', 'defense', 'samples', 'timing', 'step'];
/** In the catalog, of the agent that was dropped. */
const ownId = 'own';
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function App() {
  const [state, setState] = useState(() => stateOf(location.search));
  const [catalog, setCatalog] = useState<readonly CatalogEntry[]>([]);
  const [facts, setFacts] = useState<AgentFacts>();
  const [views, setViews] = useState<Views>([]);
  const [starts, setStarts] = useState<readonly StartView[]>([]);
  const [status, setStatus] = useState('loading the list of agents');
  const [problem, setProblem] = useState<string>();
  const [, redraw] = useState(0);
  const histories = useRef<History[]>([]);
  const [engines, setEngines] = useState<readonly RemoteEngine[]>([]);
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
          if (isShown) setViews((before) => found.map((view, i) => view ?? before[i]));
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
    setViews([]);
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

  useEffect(() => {
    Promise.all([startEngine(), startEngine()]).then(
      (all) => {
        Object.assign(globalThis, { sapAtari: { engines: all } }); // for the console, and for tests
        setEngines(all);
      },
      (error: unknown) => setProblem(messageOf(error)),
    );
  }, []);

  // Once, when the engines have started.
  useEffect(() => {
    if (engines.length === 0) return;
    work('loading the list of agents', async () => {
      const list = await loadCatalog();
      setCatalog(list);
      await openEntry(entryOf(state.agent, list), state);
      return undefined;
    });
  }, [engines]);

  useEffect(() => {
    history.replaceState(null, '', queryOf({ ...state, step: 0 }));
  }, [state]);

  function change(changed: Partial<PageState>): void {
    const next = { ...latest.current, step: 0, ...changed };
    latest.current = next;
    setState(next);
    const keys = Object.keys(changed) as (keyof PageState)[];
    const make = async () => {
      if (changed.agent !== undefined) await openEntry(entryOf(changed.agent), next);
      else if (keys.every((key) => goesOn.includes(key))) {
        await Promise.all(engines.map((engine, i) => engine.change(settingsOf(next)[i]!)));
      } else await restart(next);
      return undefined;
    };
    work('compiling', make, true);
  }

  function toggle(): void {
    resumes.current = false;
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

  const names = ['plain', state.defense === 'none' ? 'plain, too' : state.defense];
  const steps = histories.current[0]?.steps.length ?? 0;
  const run = catalog.find(({ id }) => id === state.agent)?.run;
  const range = rangeOf(views);
  const plots = { names, histories: histories.current, steps };
  return (
    <Drop onFiles={drop} onProblem={setProblem}>
      <header>
        <h1>An Atari agent under attack, live in your browser</h1>
        <p class="facts">
          {facts
            ? `${facts.title}: ${facts.actions.length} actions, ${facts.parameters.toLocaleString('en')} parameters, ${facts.trainedSteps.toLocaleString('en')} steps of training`
            : ' '}
        </p>
      </header>
      <Controls {...{ state, catalog }} onChange={change} />
      <Transport
        {...{ session, steps }}
        onToggle={toggle}
        onStep={() => afterChanges(() => session.step())}
        onRestart={startAnew}
        onShare={() => new URL(queryOf({ ...latest.current, step: Math.max(0, steps - 1) }), location.href).href}
      />
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
            name={name}
            view={views[i]}
            start={starts[i]}
            actions={facts?.actions ?? []}
            range={range}
            lambda={state.lambda}
          />
        ))}
      </main>
      {histories.current.length > 0 && (
        <section class="timelines" aria-label="over time">
          <Timeline title="score" of={({ score }) => score} {...plots} />
          <Timeline title="flip rate" of={({ flipRate }) => flipRate} {...plots} />
          <Timeline title="Q gap" of={({ qGap }) => qGap} {...plots} />
        </section>
      )}
      <section class="command">
        <h2>The same on the command line</h2>
        <pre>
          <code>{evaluateCommand(state, facts?.game ?? state.agent, run)}</code>
        </pre>
        <p>
          This page runs the program's own code: console, networks, attacks and defenses. Nothing leaves your browser;
          files that you drop here are read in it.
        </p>
      </section>
    </Drop>
  );
}

/** Smallest and largest Q-value of all agents in view. */
function rangeOf(views: Views): readonly [number, number] {
  const values = views.flatMap((view) => [...(view?.cleanQ ?? []), ...(view?.actingQ ?? [])]);
  return values.length === 0 ? [0, 1] : [Math.min(0, ...values), Math.max(0, ...values)];
}
