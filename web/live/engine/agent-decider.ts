/** What computes the steps of an agent: WebAssembly alone, or WebGPU compared with it. */
import type { ALEModule } from 'ale-js';
import type { Agent } from '../../../src/agent/agent-files.js';
import { parseAttacks } from '../../../src/attack/parse-attacks.js';
import { parseDefense } from '../../../src/defense/parse-defense.js';
import type { Cartridge } from '../../../src/env/cartridge.js';
import { createDecider, type Decider } from '../../../src/evaluation/players/attacked-step.js';
import { trainedRules } from '../../../src/evaluation/players/played-rules.js';
import { runtimeVersion } from '../../platform/runtime.js';
import { adapterName } from '../providers/adapter.js';
import { createCheckedDecider } from '../providers/checked-decider.js';
import { type ComputeChoice, type ComputeReport, toleranceOf } from '../providers/choice.js';
import type { Memory } from '../providers/memory.js';
import { observationsOf } from './observations.js';

/** The page, as an engine sees it. */
export interface EngineHost {
  /** Times of earlier visits. */
  readonly memory: Memory;
  /** Called when it becomes known where an agent computes. */
  readonly onCompute: (report: ComputeReport) => void;
}

/** The host of an engine without a page. */
export const noHost: EngineHost = {
  memory: { recall: async () => undefined, remember: async () => {} },
  onCompute: () => {},
};

interface Played {
  readonly agent: Agent;
  readonly cartridge: Cartridge;
  readonly ale: ALEModule;
  readonly host: EngineHost;
}

/** What an agent is compiled for. */
export interface DeciderSettings {
  /** As `--attack` takes it. */
  readonly attack: string;
  /** As `--defense` takes it; `none` for the plain agent. */
  readonly defense: string;
  /** Monte Carlo samples of the defense. */
  readonly outputSamples: number;
  /** The frames that the attack changes. */
  readonly frames: 'all' | 'newest';
  readonly compute: ComputeChoice;
}

/** Each part is compiled at its first step. */
export function agentDecider({ agent, cartridge, ale, host }: Played, settings: DeciderSettings): Decider {
  const { compute, attack, defense, outputSamples, frames } = settings;
  const options = {
    ...{ agent, attack: parseAttacks([attack])[0]!.attack, defense: parseDefense(defense), outputSamples, frames },
    attackOn: 'self',
  } as const;
  const wasm = createDecider(options);
  if (compute === 'wasm') return wasm;
  const layout = agent.specs.map(({ shape }) => shape);
  return createCheckedDecider({
    ...{ choice: compute, wasm, adapterName, memory: host.memory, onReport: host.onCompute },
    createWebgpu: () => createDecider({ ...options, provider: 'webgpu' }),
    observations: () => observationsOf(ale, cartridge, trainedRules(agent)),
    toleranceOf: (part) => toleranceOf(part, defense),
    keyOf: (part, adapter) =>
      JSON.stringify([runtimeVersion, adapter, layout, part, attack, defense, outputSamples, frames]),
  });
}
