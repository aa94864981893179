/** The settings of the page, as a form: what most visitors change, and the rest below. */
import { useRef, useState } from 'preact/hooks';
import { attackEntries } from '../../src/attack/parse-attack.js';
import { defenseForms } from '../../src/defense/parse-defense.js';
import type { CatalogEntry } from './catalog.js';
import { ComputeControl } from './panels/compute-control.js';
import { attackPresets, defensePresets, type Presets } from './presets.js';
import { initialState, type PageState, settingParsers } from './state.js';

interface ControlsProps {
  readonly state: PageState;
  readonly catalog: readonly CatalogEntry[];
  /** Called with the settings that change; all are valid. */
  readonly onChange: (changed: Partial<PageState>) => void;
}

/** Settings that are not seen until they are asked for, or differ from the initial ones. */
const further: readonly (keyof PageState)[] = ['samples', 'timing', 'frames', 'seed', 'episode', 'compute'];

export function Controls({ state, catalog, onChange }: ControlsProps) {
  const set = <Key extends keyof PageState>(key: Key, value: PageState[Key]) => onChange({ [key]: value });
  const text = { state, set };
  const more = useRef<HTMLDetailsElement>(null);
  const [isOpen] = useState(() => further.some((key) => state[key] !== initialState[key]));
  const onOther = (name: string) => {
    more.current!.open = true;
    more.current!.querySelector<HTMLInputElement>(`[name=${name}]`)?.focus();
  };
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      <div class="main-settings">
        <label>
          Agent
          <select value={state.agent} onChange={({ currentTarget }) => set('agent', currentTarget.value)}>
            {catalog.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <Choice label="Attack" name="attack" presets={attackPresets} onOther={onOther} {...text} />
        <label>
          <span>
            λ: <output>{state.lambda}</output> gray level{state.lambda === 1 ? '' : 's'}
          </span>
          <input
            type="range"
            min="0"
            max="16"
            step="0.5"
            value={state.lambda}
            aria-label="λ in gray levels"
            onInput={({ currentTarget }) => set('lambda', Number(currentTarget.value))}
          />
        </label>
        <Choice label="Second agent’s defense" name="defense" presets={defensePresets} onOther={onOther} {...text} />
      </div>
      <details class="more" ref={more} open={isOpen}>
        <summary>More settings</summary>
        <div>
          <Setting {...text} name="attack" label="Attack, with options" hint="as --attack takes it: pgd:steps=20" />
          <Setting {...text} name="defense" label="Defense" hint="as --defense takes it: sap50, dropout0.1+sap100" />
          <Setting {...text} name="samples" label="Samples of the defense" hint="averaged for an action" isNumber />
          <Setting {...text} name="timing" label="Timing of the attack" hint="always, every4, timed0.5" />
          <label>
            Attacked frames
            <select
              value={state.frames}
              onChange={({ currentTarget }) => set('frames', currentTarget.value as PageState['frames'])}
            >
              <option value="all">all four</option>
              <option value="newest">the newest</option>
            </select>
            <small>of the network’s input</small>
          </label>
          <Setting {...text} name="seed" label="Seed" hint="of starts and random numbers" isNumber />
          <Setting {...text} name="episode" label="Episode" hint="0 is the first of the seed" isNumber />
          <ComputeControl value={state.compute} onChange={(choice) => set('compute', choice)} />
        </div>
        <Names />
      </details>
    </form>
  );
}

/** The names of all attacks and defenses. */
function Names() {
  return (
    <details class="names">
      <summary>All attacks and defenses by name</summary>
      <ul>
        {[...attackEntries()].map(([name, { meaning }]) => (
          <li key={name}>
            <code>{name}</code> {meaning}
          </li>
        ))}
      </ul>
      <ul>
        {defenseForms().map((form) => {
          const [name, ...meaning] = form.split(': ');
          return (
            <li key={form}>
              <code>{name}</code> {meaning.join(': ')}
            </li>
          );
        })}
      </ul>
    </details>
  );
}

interface SetProps {
  readonly state: PageState;
  readonly set: <Key extends keyof PageState>(key: Key, value: PageState[Key]) => void;
}

interface ChoiceProps extends SetProps {
  readonly name: 'attack' | 'defense';
  readonly label: string;
  readonly presets: Presets;
  /** Called where none of the presets is wanted. */
  readonly onOther: (name: string) => void;
}

/** A choice of presets, and of the present value where it is none of them. */
function Choice({ name, label, presets, state, set, onOther }: ChoiceProps) {
  const value = state[name];
  return (
    <label>
      {label}
      <select
        aria-label={label}
        value={value}
        onChange={({ currentTarget }) => {
          if (currentTarget.value !== '') return set(name, currentTarget.value);
          currentTarget.value = value;
          onOther(name);
        }}
      >
        {Object.entries(presets).map(([key, { title }]) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
        {!(value in presets) && <option value={value}>{value}</option>}
        <option value="">other …</option>
      </select>
    </label>
  );
}

interface SettingProps<Key extends keyof PageState> extends SetProps {
  readonly name: Key;
  readonly label: string;
  /** What is expected. */
  readonly hint: string;
  readonly isNumber?: boolean;
}

/** A text that takes effect when it is complete; one that is not valid is marked, says what is expected, and has no effect. */
function Setting<Key extends keyof PageState>({ name, label, hint, isNumber, state, set }: SettingProps<Key>) {
  const [draft, setDraft] = useState<string>();
  const parse = (text: string) => settingParsers[name](text) as PageState[Key] | undefined;
  const isBad = draft !== undefined && parse(draft) === undefined;
  const commit = () => {
    const value = draft === undefined ? undefined : parse(draft);
    if (value === undefined) return;
    setDraft(undefined);
    if (value !== state[name]) set(name, value);
  };
  return (
    <label>
      {label}
      <input
        type="text"
        {...(isNumber && { inputMode: 'numeric' })}
        name={name}
        value={draft ?? String(state[name])}
        aria-invalid={isBad}
        aria-describedby={`${name}-hint`}
        onInput={({ currentTarget }) => setDraft(currentTarget.value)}
        onChange={commit}
        onBlur={commit}
      />
      <small id={`${name}-hint`} class={isBad ? 'bad' : ''}>
        {isBad ? `expected: ${hint}` : hint}
      </small>
    </label>
  );
}
