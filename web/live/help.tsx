/** What the page shows, in words; the terms are those of docs/glossary.md. */
import type { AgentFacts } from './engine/engine.js';
import { attackPreset, defensePreset } from './presets.js';
import type { PageState } from './state.js';

/** An agent in one line. */
export const factsOf = ({ title, actions, parameters, trainedSteps }: AgentFacts): string =>
  [
    `${title}: ${actions.length} actions`,
    `${parameters.toLocaleString('en')} parameters`,
    ...(trainedSteps > 0 ? [`${trainedSteps.toLocaleString('en')} steps of training`] : []),
  ].join(', ');

/** What a link does not repeat. @param mixedAt the first step with the settings of now; undefined where all steps have them */
export const cautionOf = (mixedAt: number | undefined): string | undefined =>
  mixedAt === undefined
    ? undefined
    : `It plays the whole episode with the settings of now; here they were others before step ${mixedAt}.`;

/** What is being done to the agents now. */
export function Intro({ lambda, attack, defense }: Pick<PageState, 'lambda' | 'attack' | 'defense'>) {
  const [way, shield] = [attackPreset(attack), defensePreset(defense)];
  return (
    <p>
      {lambda === 0 ? (
        'Both agents see the true picture: without an attack, λ is 0.'
      ) : (
        <>
          Each pixel that the agents receive is changed by at most <b>{lambda} of 255 gray levels</b>, by {way.title} (
          {way.meaning}). Can you see it? The agents do.
        </>
      )}{' '}
      {defense !== 'none' && (
        <>
          The second agent is defended by <b>{shield.title}</b> ({shield.meaning}).
        </>
      )}
    </p>
  );
}

const terms: readonly (readonly [string, string])[] = [
  [
    'The two agents',
    'The same network twice, in the same episode with the same random numbers: first as it is, then with a defense. Both are attacked in the same way, each through its own gradient.',
  ],
  [
    'What an agent sees',
    'Four gray frames of 84 × 84 pixels, the newest on the right. The attack changes the frames that the network receives, never the game: it adds the perturbation, here magnified.',
  ],
  ['λ', 'How much the attack may change a pixel, in gray levels from 0 to 255. People rarely see λ 2.'],
  [
    'Q-values',
    'How many points, discounted, the network expects after each action. It takes the largest. Gray: at the true frames, by the plain network. Orange: at what the acting agent receives, defense included.',
  ],
  [
    'Flipped',
    'The agent takes another action than the plain network wants at the true frames. The flip rate is the share of such steps among the attacked ones. A flip does not always cost points.',
  ],
  [
    'Q gap',
    'What the flip costs by the plain network’s own estimate: its largest Q-value minus that of the action taken, at the true frames. 0 without a flip.',
  ],
  [
    'Defense and samples',
    'Stochastic activation pruning (SAP) keeps random activations of each layer, the large ones more often. Outputs are averaged over the samples: more are slower and less random.',
  ],
];

export function Help() {
  return (
    <section class="help card">
      <h2>What the page shows</h2>
      <dl>
        {terms.map(([term, meaning]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
