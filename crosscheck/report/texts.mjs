/** What the report says around its tables. */

export function opening(results, rows) {
  const differing = rows.filter(({ verdict }) => verdict !== 'agrees').length;
  const allVersions = Object.assign({}, ...[...results.values()].map(({ versions }) => versions));
  const versions = Object.entries(allVersions).map(([library, version]) => `${library} ${version}`);
  const ofSize = (size) => [...results.values()].filter((result) => result.size === size).map(({ part }) => part);
  const quick = ofSize('quick');
  const sizes =
    quick.length > 0
      ? `Small samples (\`crosscheck/run --quick\`), whose agreement is weak evidence: ${quick.join(', ')}. Full samples: ${ofSize('full').join(', ') || 'none yet'}.`
      : 'All samples are full ones.';
  return `# Cross-check with PyTorch, foolbox, ART, torchattacks and AutoAttack

Our attacks, defenses and imports against the field's libraries, on the same weights and the same inputs. \`crosscheck/run\` computes everything anew and
writes this page from \`crosscheck/results\`; a scheduled workflow does so every week. Users need none of it: it takes Python, the product does not.

${rows.length} comparisons: ${rows.length - differing} agree${differing > 0 ? `, ${differing} differ, each with its reason below its table` : ''}. ${versions.join(', ')}. ${sizes}`;
}

export const closing = (results) => `## What version 0.1 was criticized for

| weakness | today |
|---|---|
| Cross-entropy, the default loss, is not the strongest on every agent | Reports lead with the worst case over all attacks that were run (\`worstCases\`; [checks](checks.md)). |
| With 3 outputs the difference of logits ratio is constant once the label is third, so that zero gradients look like masking | Zero gradients are counted only at points that are not adversarial yet, and there the label is first ([departures](departures.md) 24). |
| Independence between layers was not tested | Tested above. |

## What the libraries have and this project does not

Targeted Auto-PGD over all classes, FAB, momentum (MI-FGSM), minimal-norm attacks (DeepFool, Carlini-Wagner, DDN, FMN, Boundary), the L2 norm. Of
these, the targeted Auto-PGD and FAB are part of the AutoAttack in the rows \`all\`.

## Conventions that differ

- Auto-PGD halves its step where fewer than ρ of the steps raised the loss, as in the paper; the official code also where it is exactly ρ.
- \`square\` adapts its schedule of sizes to the number of queries; AutoAttack keeps that of 10,000. Official squares never touch the last row and column.
- torchattacks and AutoAttack exceed λ by rounding, about 1e-5 of the range; ours are projected in gray levels and do not.${results.has('play') ? '' : notPlayed}`;

const notPlayed = `

## Playing

\`crosscheck/play.py\` trains a short Stable-Baselines3 agent and a short agent of a CleanRL-like script, imports them, and lets them play here and on ALE.
Its results are not here yet.`;
