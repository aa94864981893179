/** Attacks on SAP-100: Python evaluates their points, and those of its own attacks, with its own SAP. */
import { apgd, compileAttack, eotPgd, expected, fgsm, iterative, randomSign, sap, transfer } from 'sap-atari';
import { describe, inputsOf } from './networks.mjs';
import { loadSubject } from './subjects.mjs';

/** Steps of 0.25 gray levels: with whole ones, BIM at λ 1 would be FGSM. */
const stepSize = 0.25;

const listed = ({ sapSteps: steps }) => [
  { id: 'random', attack: randomSign() },
  { id: 'transfer', attack: transfer() },
  { id: 'fgsm', attack: fgsm({ gradient: expected({ samples: 100 }) }) },
  { id: 'iterative', attack: iterative({ gradient: expected({ samples: 10 }), stepSize }) },
  ...['detached', 'through-scale', 'identity'].map((backward) => ({
    ...{ id: `eot-pgd-${backward}`, backward },
    attack: eotPgd({ gradient: expected({ samples: 10 }), steps }),
  })),
  { id: 'apgd', attack: apgd({ gradient: expected({ samples: 20 }), steps }) },
];

export async function sapAttacks({ settings, save, work, say }) {
  const cases = [];
  const { sapExamples, sapLambdas: lambdas, evaluationSamples } = settings;
  for (const name of ['catch', 'raiders', 'adv']) {
    const subject = await loadSubject(name, sapExamples, work);
    for (const { id, attack, backward = 'detached' } of listed(settings)) {
      if (name === 'adv' && !['random', 'transfer', 'fgsm', 'iterative'].includes(id)) continue;
      const compiled = await compileAttack({
        attack,
        inputs: { shape: subject.shape, storage: 'uint8' },
        given: subject.given,
        target(...given) {
          const plain = subject.model(subject.parametersOf(given));
          const defended = sap({ percent: 100, backward })(plain);
          const model = attack.on === 'plain' ? plain : defended;
          return { model, evaluatedModel: defended, criterion: subject.criterionOf(given) };
        },
        outputSamples: evaluationSamples,
      });
      const results = await compiled.run(subject.pixels, { lambdas, key: [1, 0], given: subject.values });
      await compiled.dispose();
      for (const [i, { perturbed, success, labels }] of results.entries()) {
        const folder = `${name}/${id}/${lambdas[i]}`;
        const count = subject.shape[0];
        save(folder, { perturbed: [perturbed, subject.shape], success: [success, [count]], labels: [labels, [count]] });
        cases.push({ id: folder, ...describe(subject), attack: id, lambda: lambdas[i], count });
      }
      say(`${name} under SAP-100, ${id}`);
    }
    save(name, inputsOf(subject));
  }
  return cases;
}
