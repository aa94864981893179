/** Planning on the command line: checks the options of evaluations as `evaluate` would. */
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { sweepsFolder } from '../../sweep/folder.js';
import { optionArguments } from '../../sweep/plan/arguments.js';
import type { SweepPlan } from '../../sweep/plan/plan-file.js';
import { planSweep } from '../../sweep/plan/plan-sweep.js';
import { readSpec, type SweepSpec } from '../../sweep/spec/spec.js';
import { evaluateCommand } from '../commands/evaluate.js';
import { packagedFolder } from '../options/bundled.js';

export interface Planned {
  readonly plan: SweepPlan;
  /** Of the sweep. */
  readonly folder: string;
}

/** Plans the sweep of a file. @param out folder of the sweep; default below runs/sweeps, by the name in the spec */
export async function planFrom(path: string, out?: string): Promise<Planned> {
  const spec = readSpec(path);
  expectOptions(spec, path);
  const folder = out ?? join(sweepsFolder, spec.name);
  return { plan: await planSweep({ path, folder, packaged: packagedFolder }), folder };
}

/** @throws UsageError for an option that `evaluate` does not have, or a value that it refuses */
function expectOptions({ evaluations }: SweepSpec, path: string): void {
  for (const [name, { options }] of Object.entries(evaluations)) {
    for (const [key, value] of Object.entries(options)) {
      const fault = optionFault(optionArguments(key, value));
      if (fault !== undefined) throw new UsageError(`${path}: evaluations.${name}.options.${key}: ${fault}`);
    }
  }
}

function optionFault(args: readonly string[]): string | undefined {
  const command = evaluateCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    const { unknown, operands } = command.parseOptions([...args]);
    return unknown.length + operands.length > 0
      ? 'expected an option of evaluate, see sap-atari evaluate --help'
      : undefined;
  } catch (error) {
    return (error as Error).message.replace(/^error: /, '');
  }
}
