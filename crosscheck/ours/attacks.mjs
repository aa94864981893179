/** Attacks on undefended networks, as `compileAttack` runs them. */
import * as tf from '@tensorflow/tfjs-core';
import {
  apgd,
  compileAttack,
  eotPgd,
  fgsm,
  iterative,
  keyUses,
  losses,
  pgd,
  randomSign,
  randomUniform,
  square,
  transfer,
  worstAction,
} from 'sap-atari';
import { describe, inputsOf, loadSized } from './networks.mjs';
import { agentNames, classifierNames, isAgent } from './subjects.mjs';

const { margin, dlr } = losses;

/** The attacks with the names that Python knows. */
const listed = ({ squareQueries: steps }) => [
  { id: 'random', attack: randomSign() },
  { id: 'fgsm', attack: fgsm() },
  { id: 'fgsm-margin', attack: fgsm({ loss: margin }) },
  { id: 'fgsm-dlr', attack: fgsm({ loss: dlr }) },
  { id: 'transfer', attack: transfer() },
  { id: 'iterative', attack: iterative({ stepSize: 0.25 }) },
  { id: 'iterative-worst', attack: iterative({ stepSize: 0.25 }), criterion: worstAction },
  { id: 'pgd', attack: pgd(), start: true },
  { id: 'pgd-margin', attack: pgd({ loss: margin }) },
  { id: 'eot-pgd', attack: eotPgd({ steps: 100 }) },
  { id: 'apgd', attack: apgd() },
  { id: 'apgd-dlr', attack: apgd({ loss: dlr }) },
  { id: 'square', attack: square({ steps }), queries: steps },
];

export async function attacks({ settings, save, work, say }) {
  const cases = [];
  for (const name of [...agentNames, ...classifierNames]) {
    const subject = await loadSized(name, settings, work);
    const lambdas = settings.lambdas[isAgent(name) ? 'agent' : 'classifier'];
    for (const { id, attack, criterion, start, queries } of listed(settings)) {
      if (criterion && !isAgent(name)) continue;
      const compiled = await compileAttack({
        attack,
        inputs: { shape: subject.shape, storage: 'uint8' },
        given: subject.given,
        target: (...given) => ({
          model: subject.model(subject.parametersOf(given)),
          criterion: criterion?.() ?? subject.criterionOf(given),
        }),
      });
      const results = await compiled.run(subject.pixels, { lambdas, key: [1, 0], given: subject.values });
      await compiled.dispose();
      const count = subject.shape[0];
      const first = start && { start: [startOf(subject.shape), subject.shape] };
      for (const [i, { perturbed, success, labels, linfNorm }] of results.entries()) {
        const folder = `${name}/${id}/${lambdas[i]}`;
        save(folder, {
          ...{ perturbed: [perturbed, subject.shape], success: [success, [count]], labels: [labels, [count]] },
          ...{ linf: [linfNorm, [count]], ...first },
        });
        cases.push({
          id: folder,
          ...describe(subject),
          attack: id,
          lambda: lambdas[i],
          count,
          ...(queries && { queries }),
        });
      }
      say(`${name}, ${attack.label}`);
    }
    save(name, inputsOf(subject));
  }
  return cases;
}

/** The directions in which PGD starts, uniform in −1…1: λ times them are the start points. Of the key that the attack has. */
const startOf = ([count, ...shape]) => {
  const words = [1, 0, keyUses.iterations];
  const rows = Array.from({ length: count }, (_, i) => [1, i, keyUses.iterations]);
  return tf.tidy(() => randomUniform([count, ...shape], tf.tensor2d([words, ...rows], undefined, 'int32')).dataSync());
};
