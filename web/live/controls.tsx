/** The settings of the page, as a form. */
import { useState } from 'preact/hooks';
import { attackEntries } from '../../src/attack/parse-attack.js';
import { defenseForms } from '../../src/defense/parse-defense.js';
import type { CatalogEntry } from './catalog.js';
import { type PageState, settingParsers } from './state.js';

interface ControlsProps {
  readonly state: PageState;
  readonly catalog: readonly CatalogEntry[];
  /** Called with the settings that change; all are valid. */
  readonly onChange: (changed: Partial<PageState>) => void;
}

export function Controls({ state, catalog, onChange }: ControlsProps) {
  const set = <Key extends keyof PageState>(key: Key, value: PageState[Key]) => onChange({ [key]: value });
  const text = { state, set };
  return (
    <form class="controls" onSubmit={(event) => event.preventDefault()}>
      <label>
        agent
        <select value={state.agent} onChange={({ currentTarget }) => set('agent', currentTarget.value)}>
          {catalog.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <Setting
        {...text}
        name="attack"
        label="attack"
        list="attacks"
        title="as --attack takes it, such as pgd:steps=10"
      />
      <datalist id="attacks">
        {[...attackEntries()].map(([name, { meaning }]) => (
          <option key={name} value={name}>
            {meaning}
          </option>
        ))}
      </datalist>
      <label>
        <span>
          λ = <output>{state.lambda}</output> gray levels
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
      <Setting {...text} name="defense" label="defense of the second agent" title={defenseForms().join('\n')} />
      <Setting {...text} name="samples" label="samples of the defense" inputMode="numeric" />
      <Setting {...text} name="timing" label="timing of the attack" title="always, every4, timed0.5" />
      <label>
        attacked frames
        <select
          value={state.frames}
          onChange={({ currentTarget }) => set('frames', currentTarget.value as PageState['frames'])}
        >
          <option value="all">all four</option>
          <option value="newest">the newest</option>
        </select>
      </label>
      <Setting {...text} name="seed" label="seed" inputMode="numeric" />
      <Setting {...text} name="episode" label="episode" inputMode="numeric" />
    </form>
  );
}

interface SettingProps<Key extends keyof PageState> {
  readonly name: Key;
  readonly label: string;
  readonly state: PageState;
  readonly set: (key: Key, value: PageState[Key]) => void;
  readonly list?: string;
  readonly title?: string;
  readonly inputMode?: 'numeric';
}

/** A text that takes effect when it is complete; one that is none is marked and has none. */
function Setting<Key extends keyof PageState>({ name, label, state, set, ...input }: SettingProps<Key>) {
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
        {...input}
        name={name}
        value={draft ?? String(state[name])}
        aria-invalid={isBad}
        onInput={({ currentTarget }) => setDraft(currentTarget.value)}
        onChange={commit}
        onBlur={commit}
      />
    </label>
  );
}
