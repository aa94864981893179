/** Numbers may differ between versions: the jobs of a plan are run by those that planned it. */
import { readFileSync } from 'node:fs';
import { UsageError } from '../../common/errors.js';
import { runtimeVersion } from '../../compute/onnx/runtime.js';
import type { SweepPlan } from './plan-file.js';

/** Version of sap-atari. */
export const packageVersion: string = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** @param folder of the sweep, for the message @throws UsageError for another version of sap-atari or ONNX Runtime */
export function expectSamePrograms({ version, engine }: Omit<SweepPlan, 'spec' | 'jobs'>, folder: string): void {
  const textOf = (own: string, runtime: string) => `sap-atari ${own} with ONNX Runtime ${runtime}`;
  const [planned, here] = [textOf(version, engine), textOf(packageVersion, runtimeVersion)];
  if (planned === here) return;
  throw new UsageError(
    `${folder} was planned by ${planned}: expected the same here, got ${here}; install that version, or plan it in another folder`,
  );
}
