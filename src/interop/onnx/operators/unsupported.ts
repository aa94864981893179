/** What a refusal says about operators that are not supported: why, and what to do. */
import { printable } from '../../../common/printable.js';
import type { OnnxCall } from '../onnx-node.js';

const choosing = ['ArgMax', 'ArgMin', 'TopK', 'Multinomial', 'Bernoulli', 'RandomUniformLike', 'RandomNormalLike'];
const recurrent = ['LSTM', 'GRU', 'RNN', 'Scan', 'Loop'];
const lookups = ['GatherElements', 'GatherND', 'ScatterElements', 'ScatterND', 'OneHot'];

/** Returns what follows the name of an operator that is not supported. @param supported names of those that are */
export function unsupported({ operator, inputs }: OnnxCall, supported: readonly string[]): string {
  const operand = `its operand with --output '${printable((inputs[0] ?? '').slice(0, 100))}'`;
  if (choosing.includes(operator))
    return `chooses an action, which has no gradient: export the network before it (model.q_net for Stable-Baselines3), or choose ${operand}`;
  if (recurrent.includes(operator))
    return 'remembers earlier steps, and only feed-forward networks are supported: import an agent without recurrent layers';
  if (lookups.includes(operator))
    return `looks up elements by indices that the network computes, which have no gradient: export the network before it, or choose ${operand}`;
  return `is not supported (supported: ${supported.join(', ')}): export the network without it, or choose ${operand}`;
}
