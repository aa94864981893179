/** The engines of a page, which start once. */
import { useEffect, useState } from 'preact/hooks';
import type { ComputeReport } from '../providers/choice.js';
import { storedMemory } from '../providers/memory.js';
import { type RemoteEngine, startEngine } from './client.js';

interface Engines {
  /** None before all of them have started. */
  readonly engines: readonly RemoteEngine[];
  /** What they have reported last, by their index. */
  readonly reports: Readonly<Record<number, ComputeReport>>;
}

export function useEngines(count: number, onError: (error: unknown) => void): Engines {
  const [engines, setEngines] = useState<readonly RemoteEngine[]>([]);
  const [reports, setReports] = useState<Engines['reports']>({});
  const start = (_: unknown, i: number) =>
    startEngine({
      memory: storedMemory(() => localStorage),
      onCompute: (report) => setReports((before) => ({ ...before, [i]: report })),
    });
  useEffect(() => {
    Promise.all(Array.from({ length: count }, start)).then((all) => {
      Object.assign(globalThis, { sapAtari: { engines: all } }); // for the console, and for tests
      setEngines(all);
    }, onError);
  }, []);
  return { engines, reports };
}
