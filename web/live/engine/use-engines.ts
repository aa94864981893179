/** The engines of a page, which start once. */
import { useEffect, useState } from 'preact/hooks';
import { type RemoteEngine, startEngine } from './client.js';

/** Returns the engines when all of them have started; before, none. */
export function useEngines(count: number, onError: (error: unknown) => void): readonly RemoteEngine[] {
  const [engines, setEngines] = useState<readonly RemoteEngine[]>([]);
  useEffect(() => {
    Promise.all(Array.from({ length: count }, startEngine)).then((all) => {
      Object.assign(globalThis, { sapAtari: { engines: all } }); // for the console, and for tests
      setEngines(all);
    }, onError);
  }, []);
  return engines;
}
