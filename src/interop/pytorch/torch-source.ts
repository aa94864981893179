/** The Python file that rebuilds an exported network. */
import { basename } from 'node:path';
import type { OutputKind } from '../../model/model.js';
import { isSequential, type TorchNetwork, type TorchStep } from './torch-modules.js';

export interface SourceOptions {
  readonly network: TorchNetwork;
  readonly game: string;
  readonly actions: readonly string[];
  /** Shape of the input, without the batch. */
  readonly inputShape: readonly number[];
  /** Path of the weights; the Python file lies beside it. */
  readonly weightsFile: string;
  readonly outputs: OutputKind;
}

/** Modules that PyTorch lacks, by the name of their class. */
const ownModules: Readonly<Record<string, string>> = {
  ChannelNorm: `class ChannelNorm(nn.LayerNorm):
    """Layer normalization of each pixel over its channels."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)`,
  Affine: `class Affine(nn.Module):
    """Multiplies by an array, then adds one, both along the last axis."""

    def __init__(self, length, scale=True, offset=True):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(length)) if scale else None
        self.bias = nn.Parameter(torch.zeros(length)) if offset else None

    def forward(self, x):
        x = x if self.weight is None else x * self.weight
        return x if self.bias is None else x + self.bias`,
  Permute: `class Permute(nn.Module):
    def __init__(self, *order):
        super().__init__()
        self.order = order

    def forward(self, x):
        return x.permute(*self.order)`,
  Scale: `class Scale(nn.Module):
    def __init__(self, factor, offset):
        super().__init__()
        self.factor, self.offset = factor, offset

    def forward(self, x):
        return x * self.factor + self.offset`,
};

/** Returns the name of a step's module in the state dict. */
export const moduleName = (network: TorchNetwork, index: number): string =>
  isSequential(network) ? `network.${index}` : `layers.${index}`;

/** Returns the Python source: a class \`QNetwork\`, and a function \`load\`. */
export function torchSource({ network, game, actions, inputShape, weightsFile, outputs }: SourceOptions): string {
  const { steps, input } = network;
  const used = Object.entries(ownModules).filter(([name]) => steps.some(({ source }) => source.startsWith(`${name}(`)));
  const classes = used.map(([, source]) => `${source}\n\n\n`).join('');
  const { modules, forward } = isSequential(network) ? sequential(network) : graph(steps);
  const [title, values] = outputs === 'logits' ? ['actor', 'logits of the actions'] : ['Q-network', 'Q-values'];
  return `"""The ${title} of an agent for ${game}, exported by sap-atari. Needs PyTorch and safetensors."""
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

GAME = ${JSON.stringify(game)}
ACTIONS = ${JSON.stringify(actions)}


${classes}class QNetwork(nn.Module):
    """Gray levels 0-255, float32 [N, ${inputShape.join(', ')}], oldest frame first -> ${values} [N, ${actions.length}]."""

    def __init__(self):
        super().__init__()
${modules}

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = ${inputExpression(input)}
${forward}


def load(module=None):
    """Loads the weights into a module with the same parameters, by default a new QNetwork."""
    module = QNetwork() if module is None else module
    module.load_state_dict(load_file(Path(__file__).with_name(${JSON.stringify(basename(weightsFile))})))
    return module
`;
}

function sequential({ steps }: TorchNetwork) {
  const list = steps.map(({ source }) => `            ${source},`).join('\n');
  return {
    modules: `        self.network = nn.Sequential(\n${list}\n        )`,
    forward: '        return self.network(x)',
  };
}

function graph(steps: readonly TorchStep[]) {
  const modules = steps.flatMap(({ isModule, source }, i) => (isModule ? [`            "${i}": ${source},`] : []));
  const variable = (step: number) => (step < 0 ? 'x' : `x${step}`);
  const lines = steps.map(({ isModule, source, operands }, i) => {
    const values = operands.map(variable);
    const call = isModule
      ? `self.layers["${i}"](${values[0]})`
      : source.replace(/\{(\d)\}/g, (_, operand) => values[Number(operand)]!);
    return `        x${i} = ${call}`;
  });
  return {
    modules: `        self.layers = nn.ModuleDict({\n${modules.join('\n')}\n        })`,
    forward: [...lines, `        return ${variable(steps.length - 1)}`].join('\n'),
  };
}

/** The scale as a division where that is by a whole number, as usual in PyTorch. */
function inputExpression({ factor, offset }: TorchNetwork['input']): string {
  const divisor = Number((1 / factor).toPrecision(12));
  const scaled = factor === 1 ? 'x' : Number.isInteger(divisor) ? `x / ${divisor}.0` : `x * ${factor}`;
  return offset === 0 ? scaled : `${scaled} + ${offset}`;
}
