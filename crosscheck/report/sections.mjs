/** The tables of the report: a section for each part, columns as [head, value of a row, alignment]. */

const scientific = (value) =>
  value === 0 ? '0' : Number(value).toExponential(1).replace('e-', 'e−').replace('e+', 'e');
const percent = (share) => `${(100 * share).toFixed(share > 0.99 && share < 1 ? 4 : 2).replace(/\.?0+$/, '')} %`;
const signed = (value) => String(value).replace('-', '−');
const smallest = (values) => Math.min(...values);
const p = (value) => (value < 0.001 ? '< 0.001' : value.toFixed(value < 0.1 ? 3 : 2));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const rounded = (value) => signed(value.toFixed(0));
const name = ['', ({ id }) => id, 'left'];

/** Returns [key, rows] for the rows of each key. */
function groupsOf(rows, keyOf) {
  const groups = new Map();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return [...groups];
}

/** Returns one row for all λ of a subject, an attack and a library. */
function byAttack(rows) {
  return groupsOf(rows, ({ subject, attack, library }) => `${subject} / ${attack} / ${library}`).map(([id, of]) => ({
    ...of[0],
    rows: of,
    id,
    verdict: of.every(({ verdict }) => verdict === 'agrees') ? 'agrees' : 'differs',
    reason: of.every(({ verdict, reason }) => verdict === 'agrees' || reason)
      ? of.find(({ reason }) => reason)?.reason
      : undefined,
  }));
}

/** Returns one row for all files of a network. */
function byNetwork(rows) {
  return groupsOf(rows, ({ kind, network }) => `${kind} / ${network}`).map(([id, of]) => {
    const differing = of.filter(({ verdict }) => verdict !== 'agrees');
    return {
      ...{ id, kind: of[0].kind, network: of[0].network, ways: of.map(({ way }) => way) },
      compared: of.filter(({ count }) => count !== undefined),
      outcome: [...new Set(of.map(({ outcome }) => outcome))].join('; '),
      verdict: differing.length === 0 ? 'agrees' : 'differs',
      reason: differing.every(({ reason }) => reason) ? differing[0]?.reason : undefined,
    };
  });
}
/** Returns the largest value of rows, empty for none. */
const largest = (rows, value) => (rows.length === 0 ? '' : scientific(Math.max(...rows.map(value))));

const each =
  (key) =>
  ({ rows }) =>
    rows.map((row) => row[key]).join(', ');
const attackColumns = [
  ['subject', ({ subject }) => subject, 'left'],
  ['attack', ({ attack }) => attack, 'left'],
  ['reference', ({ library }) => library, 'left'],
  ['inputs', ({ count }) => count],
  ['λ', each('lambda')],
  ['ours', each('ours')],
  ['reference', each('reference')],
];

export const sections = [
  {
    part: 'networks',
    title: 'The same networks',
    question: 'Outputs for the same inputs: observations that the bundled agents recorded, and the first test images.',
    columns: [
      name,
      ['inputs', ({ count }) => count],
      ['largest difference', ({ largest_difference: value }) => scientific(value)],
      ['largest output', ({ largest_output: value }) => value.toFixed(2)],
      ['unequal argmax', ({ unequal_argmax: count }) => count],
    ],
  },
  {
    part: 'gradients',
    title: 'Gradients through SAP, with shared masks',
    question:
      'PyTorch prunes with the masks that our sampler drew and differentiates the formula of the paper in double precision, in each backward mode. So the whole gradient must be equal, not only its distribution.',
    columns: [
      name,
      ['inputs', ({ count }) => count],
      ['samples', ({ samples }) => samples],
      [
        'largest relative difference',
        (row) => scientific(row.largest_relative_difference ?? row.largest_difference / row.largest_output),
      ],
      ['equal signs', ({ equal_signs: share }) => (share === undefined ? '' : percent(share))],
    ],
    note: 'In the mode `detached` the scale Σ|h| / (r·|h|) of an activation near 0 is as inexact as the activation itself, which is a difference of larger numbers: therefore float32 is less exact there than in the other modes.',
  },
  {
    part: 'defenses',
    title: 'Defenses',
    question:
      'Outputs over Monte Carlo samples, ours against PyTorch, equally many each: z of the difference of the means, and the ratio of the variances, output by output. p: permutation test of the largest |z| of both. A row differs below 0.001.',
    columns: [
      name,
      ['samples', ({ count }) => count],
      ['z of means', ({ mean_z: z }) => (z ? z.map(signed).join(', ') : '')],
      ['variance ratio', ({ variance_ratio: ratio }) => (ratio ? ratio.join(', ') : '')],
      ['p', (row) => (row.p === undefined ? `largest difference ${scientific(row.largest_difference)}` : p(row.p))],
    ],
  },
  {
    part: 'independence',
    title: 'Independence between layers',
    question:
      'A network with two layers of 20 equal activations. Correlations of each mask (or noise) of the first with each of the second, and of the sums: the largest z of all of them, and its p (permutation test).',
    columns: [
      name,
      ['samples', ({ count }) => count],
      ['largest z', ({ largest_z: z }) => z],
      ['z of sums', ({ z_of_sums: z }) => signed(z)],
      ['p', ({ p: value }) => p(value)],
    ],
  },
  {
    part: 'sap-attacks',
    title: 'Attacks on SAP-100',
    question:
      'Perturbed inputs of ours and of the reference, both evaluated by the SAP of the reference on fresh samples. A row differs where the reference succeeds on significantly more inputs (McNemar, 1 %) or has larger margins (z below −4), or where our own evaluation of our points does not fit.',
    merge: byAttack,
    columns: [
      ...attackColumns,
      ['z of mean margins', ({ rows }) => rows.map(({ z_of_margins: z }) => signed(z)).join(', ')],
      ['p', ({ rows }) => p(smallest(rows.map((row) => row.p)))],
    ],
  },
  {
    part: 'attacks',
    title: 'Attacks on undefended networks',
    question:
      'Inputs on which the attack succeeds. Attacks of the same rule are compared pixel by pixel; a row differs where pixels of one step are unequal, or where the reference succeeds on significantly more inputs (McNemar, 1 %). `all`: all of our attacks together against AutoAttack (apgd-ce, apgd-t, fab-t, square; apgd-dlr instead of apgd-t below 4 outputs) from the clean inputs.',
    merge: byAttack,
    columns: [
      ...attackColumns,
      [
        'equal pixels',
        ({ rows }) =>
          rows[0].equal_pixels === undefined ? '' : percent(smallest(rows.map((row) => row.equal_pixels))),
      ],
      ['p', ({ rows }) => p(smallest(rows.map((row) => row.p)))],
    ],
    note: 'BIM takes steps of 0.25 gray levels, EOT-PGD 100 steps. In attacks of one step a pixel may be unequal only where ours has the sign of the gradient in double precision, or where that gradient is below a thousandth of the mean: on `dense` PyTorch rounds softmax − 1 in the gradient of the cross-entropy, ours does not. In iterated attacks such pixels grow from step to step.',
  },
  {
    part: 'imports',
    title: 'Imported files',
    question:
      'Networks of the original width with random weights, in the files that PyTorch and the frameworks write: imported, and run on 32 observations of Pong and Breakout. A row differs where a Q-value differs by more than 10⁻⁴ of the range that it has over the observations, or where the greedy actions are not all equal.',
    merge: byNetwork,
    columns: [
      ['file', ({ kind }) => kind, 'left'],
      ['network', ({ network }) => network, 'left'],
      ['written as', ({ ways }) => ways.join(', '), 'left'],
      ['largest difference', ({ compared }) => largest(compared, (row) => row.largest_difference)],
      ['of the range', ({ compared }) => largest(compared, (row) => row.largest_difference / row.largest_range)],
      [
        'equal actions',
        ({ compared, outcome }) =>
          compared.length === 0
            ? outcome
            : percent(
                compared.reduce((sum, row) => sum + row.equal_actions, 0) /
                  compared.reduce((sum, row) => sum + row.count, 0),
              ),
      ],
    ],
    note: 'ONNX: `default` is `torch.onnx.export(net, (x,), file)`, with the weights in a file of their own; `dynamo` with `external_data=False`; `script` and the operator set with `dynamo=False`, for one observation, or for `any` batch; `functions` has the modules as functions of the file. Checkpoints: `layouts` are written by the builders of the tests with the names of a framework, `frameworks` by its own classes. `sb3-policy` contains the choice of the action, which is refused in one line with the cure; no other graph is refused.',
  },
  {
    part: 'play',
    title: 'Playing',
    question:
      'Agents of Python frameworks, trained for a short time by `crosscheck/play.py` and imported. With shared starts and random actions: the share of equal actions. In episodes of its own each side: mean scores, and the 95 % interval of their difference (Welch). A row differs below 99.9 % equal actions, where the interval does not contain 0, or where the agent is not significantly better than random play.',
    columns: [
      name,
      ['steps', ({ steps }) => steps],
      ['equal actions', ({ equal_actions: share }) => percent(share)],
      ['episodes', ({ scores }) => scores.ours.length],
      ['ours', ({ scores }) => mean(scores.ours).toFixed(0)],
      ['on ALE', ({ scores }) => mean(scores.reference).toFixed(0)],
      [
        'difference',
        ({ difference: { difference, low, high } }) => `${rounded(difference)} [${rounded(low)}, ${rounded(high)}]`,
      ],
      ['random play', ({ scores }) => mean(scores.random).toFixed(0)],
    ],
  },
];
