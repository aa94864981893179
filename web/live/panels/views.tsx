/** What one agent sees, wants and does in a step. */
import type { StartView, StepView } from '../engine/engine.js';
import { Picture } from './canvas.js';
import { changePixels, frameAt, frameSize, grayPixels, newestFrame, rgbPixels } from './pixels.js';

const size = { width: frameSize, height: frameSize };

interface ViewProps {
  readonly view: StepView | undefined;
}

interface PictureProps {
  readonly view: StepView | StartView | undefined;
}

export function Screen({ view }: PictureProps) {
  const { width = 160, height = 210, data } = view?.screen ?? {};
  return <Picture class="screen" label="screen of the game" pixels={data && rgbPixels(data)} {...{ width, height }} />;
}

interface SeenProps extends ViewProps {
  readonly start: StartView | undefined;
  /** In gray levels. */
  readonly lambda: number;
}

/** The largest perturbation fills half of the color scale. */
const scaleFor = (lambda: number): number => Math.max(1, Math.round(128 / Math.max(1, lambda)));
const earlier = ['3 steps ago', '2 steps ago', '1 step ago'];

/** The four frames that the network sees; for the newest one: true frame + perturbation = what the agent receives. */
export function Seen({ view, start, lambda }: SeenProps) {
  const stack = (view ?? start)?.observation;
  const clean = stack && newestFrame(stack);
  const received = view && (view.perturbed ? newestFrame(view.perturbed) : clean);
  const scale = scaleFor(lambda);
  return (
    <div class="seen">
      <figure class="earlier">
        <div>
          {earlier.map((name, i) => (
            <Picture key={name} label={`frame ${name}`} pixels={stack && grayPixels(frameAt(stack, i))} {...size} />
          ))}
        </div>
        <figcaption>before</figcaption>
      </figure>
      <figure>
        <Picture label="true frame" pixels={clean && grayPixels(clean)} {...size} />
        <figcaption>true frame</figcaption>
      </figure>
      <span class="operator" aria-hidden="true">
        +
      </span>
      <figure>
        <Picture
          class="change"
          label={`perturbation of the newest frame, magnified ${scale} times`}
          pixels={clean && received && changePixels(clean, received, scale)}
          {...size}
        />
        <figcaption>
          perturbation × {scale}
          <span class="key">
            <i class="darker" /> darker <i class="brighter" /> brighter
          </span>
        </figcaption>
      </figure>
      <span class="operator" aria-hidden="true">
        =
      </span>
      <figure>
        <Picture label="perturbed frame" pixels={received && grayPixels(received)} {...size} />
        <figcaption>what the agent receives</figcaption>
      </figure>
    </div>
  );
}

interface BarsProps extends ViewProps {
  readonly actions: readonly string[];
  /** Smallest and largest Q so far, for a scale that does not jump. */
  readonly range: readonly [number, number];
}

/** Q-values by action: of the plain network at the true frames, and of the agent that acts at what it received. */
export function Bars({ view, actions, range: [least, largest] }: BarsProps) {
  const share = (q: number) => `${Math.max(1, (100 * (q - least)) / Math.max(1e-9, largest - least))}%`;
  return (
    <table class="bars">
      <caption>
        Q-values: <i class="clean" /> true frames <i class="acting" /> attacked frames
      </caption>
      <tbody>
        {actions.map((name, i) => {
          const [clean, acting] = [view?.cleanQ?.[i], view?.actingQ?.[i]];
          return (
            <tr key={name} class={view?.taken === i ? 'taken' : ''}>
              <th scope="row">{name}</th>
              <td class="values">
                {clean !== undefined && <span class="bar clean" style={{ width: share(clean) }} />}
                {acting !== undefined && <span class="bar acting" style={{ width: share(acting) }} />}
              </td>
              <td class="number">{clean?.toFixed(3)}</td>
              <td class="number">{acting?.toFixed(3)}</td>
              <td class="mark">
                {view?.wanted === i && (
                  <span title="the action that the plain network wants at the true frames">wanted</span>
                )}{' '}
                {view?.taken === i && <span title="the action that was taken">taken</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What happened in the step, in words. */
export function Outcome({ view, actions }: ViewProps & { readonly actions: readonly string[] }) {
  if (!view) return <p class="outcome muted">computing the first step …</p>;
  const taken = actions[view.taken];
  const end = view.end === null ? '' : ` The episode is over: ${view.end}.`;
  if (view.wanted === null)
    return (
      <p class="outcome">
        random action <b>{taken}</b>.{end}
      </p>
    );
  const isFlipped = view.wanted !== view.taken;
  return (
    <p class={`outcome ${isFlipped ? 'flipped' : ''}`}>
      {isFlipped ? `⚑ flipped: ${actions[view.wanted]} → ${taken}` : `✓ ${taken}, as the plain network wants`}
      {end && <span>.{end}</span>}
    </p>
  );
}
