/** The choices of an evaluation in a result card: no key that nothing reads, since a reader may believe it. */
import { z } from 'zod';
import type { EvaluationChoices } from '../../evaluation/games/run-evaluation.js';
import { storedChoices } from '../../storage/results/stored-choices.js';

const { names, rules, lambdas, seeds, episodes } = storedChoices.evaluation.shape;
const run = names.shape.runs.element.strict();

/** Players are made before anything is compared with the lines: a list that is as long as the file would take minutes. */
const longest = 1000;

/** A card may come from anywhere, so it names no file: neither a folder nor a plugin. */
export const cardChoices = z.strictObject({
  names: names
    .extend({
      runs: z.array(run).min(1),
      attacks: names.shape.attacks.max(longest),
      gradientSamples: names.shape.gradientSamples.max(longest),
      defenses: names.shape.defenses.max(longest),
    })
    .strict(),
  rules: rules.strict(),
  ...{ lambdas, seeds, episodes },
});

/** The choices for one agent. Its folder is not named: results do not depend on where an agent lies. */
export const choicesFor = (
  { names: ofAll, rules: played, lambdas, seeds, episodes }: EvaluationChoices,
  agent: string,
): EvaluationChoices => ({
  names: { ...ofAll, runs: [{ run: agent, folder: agent }] },
  rules: played,
  ...{ lambdas, seeds, episodes },
});
