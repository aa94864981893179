/** What one agent sees, wants and does in a step. */
import type { StartView, StepView } from '../engine/engine.js';
import { Picture } from './canvas.js';
import { changePixels, grayPixels, rgbPixels } from './pixels.js';

const size = 84;
const frameAt = <T extends Uint8Array | Float32Array>(stack: T, index: number): T =>
  stack.subarray(index * size * size, (index + 1) * size * size) as T;

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

/** The four frames that the network sees. */
export function Frames({ view }: PictureProps) {
  const names = ['3 steps ago', '2 steps ago', '1 step ago', 'now'];
  return (
    <div class="frames">
      {names.map((name, i) => (
        <figure key={name}>
          <Picture
            label={`frame ${name}`}
            pixels={view && grayPixels(frameAt(view.observation, i))}
            {...{ width: size, height: size }}
          />
          <figcaption>{name}</figcaption>
        </figure>
      ))}
    </div>
  );
}

/** The perturbation of the newest frame, and what the agent received. */
export function Perturbation({ view, scale }: ViewProps & { readonly scale: number }) {
  const clean = view && frameAt(view.observation, 3);
  const seen = view && (view.perturbed ? frameAt(view.perturbed, 3) : clean);
  return (
    <div class="frames two">
      <figure>
        <Picture
          label="perturbation of the newest frame"
          pixels={clean && seen && changePixels(clean, seen, scale)}
          {...{ width: size, height: size }}
        />
        <figcaption>perturbation × {scale}</figcaption>
      </figure>
      <figure>
        <Picture label="perturbed frame" pixels={seen && grayPixels(seen)} {...{ width: size, height: size }} />
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
      <caption>Q-values: true frames / what the agent receives</caption>
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
  if (!view) return <p class="outcome">…</p>;
  const taken = actions[view.taken];
  const end = view.end === null ? '' : ` The episode is over: ${view.end}.`;
  if (view.wanted === null)
    return (
      <p class="outcome">
        random action {taken}.{end}
      </p>
    );
  const isFlipped = view.wanted !== view.taken;
  return (
    <p class={`outcome ${isFlipped ? 'flipped' : ''}`}>
      {isFlipped ? `⚑ flipped: ${actions[view.wanted]} → ${taken}` : `${taken}, as the plain network wants`}.{end}
    </p>
  );
}
