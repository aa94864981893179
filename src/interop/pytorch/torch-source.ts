/** The Python file that rebuilds an exported network. */
import { basename } from 'node:path';
import type { TorchNetwork } from './torch-modules.js';

export interface SourceOptions {
  readonly network: TorchNetwork;
  readonly game: string;
  readonly actions: readonly string[];
  /** Shape of the input, without the batch. */
  readonly inputShape: readonly number[];
  /** Path of the weights; the Python file lies beside it. */
  readonly weightsFile: string;
}

/** Modules that PyTorch lacks, by the name of their class. */
const ownModules: Readonly<Record<string, string>> = {
  ChannelNorm: `class ChannelNorm(nn.LayerNorm):
    """Layer normalization of each pixel over its channels."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)`,
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

/** Returns the Python source: a class \`QNetwork\` with the module \`network\`, and a function \`load\`. */
export function torchSource({ network, game, actions, inputShape, weightsFile }: SourceOptions): string {
  const { modules, input } = network;
  const used = Object.entries(ownModules).filter(([name]) =>
    modules.some(({ source }) => source.startsWith(`${name}(`)),
  );
  const classes = used.map(([, source]) => `${source}\n\n\n`).join('');
  const list = modules.map(({ source }) => `            ${source},`).join('\n');
  return `"""The Q-network of an agent for ${game}, exported by sap-atari. Needs PyTorch and safetensors."""
from pathlib import Path

from safetensors.torch import load_file
from torch import nn

GAME = ${JSON.stringify(game)}
ACTIONS = ${JSON.stringify(actions)}


${classes}class QNetwork(nn.Module):
    """Gray levels 0-255, float32 [N, ${inputShape.join(', ')}], oldest frame first -> Q-values [N, ${actions.length}]."""

    def __init__(self):
        super().__init__()
        self.network = nn.Sequential(
${list}
        )

    def forward(self, x):
        return self.network(${inputExpression(input)})


def load(module=None):
    """Loads the weights into a module with the same parameters, by default a new QNetwork."""
    module = QNetwork() if module is None else module
    module.load_state_dict(load_file(Path(__file__).with_name(${JSON.stringify(basename(weightsFile))})))
    return module
`;
}

/** The scale as a division where that is a whole number, as usual in PyTorch. */
function inputExpression({ factor, offset }: TorchNetwork['input']): string {
  const divisor = Number((1 / factor).toPrecision(12));
  const scaled = factor === 1 ? 'x' : Number.isInteger(divisor) ? `x / ${divisor}.0` : `x * ${factor}`;
  return offset === 0 ? scaled : `${scaled} + ${offset}`;
}
