/** Play, pause, single steps back and forth, the next flip, speed, a new start, and the link. */
import { useEffect, useState } from 'preact/hooks';
import { consoleSpeed } from './session.js';

interface TransportProps {
  readonly isPlaying: boolean;
  /** The step that is shown. */
  readonly at: number;
  readonly onToggle: () => void;
  /** Called with −1 or 1. */
  readonly onStep: (by: number) => void;
  readonly onNextFlip: () => void;
  readonly onRestart: () => void;
  /** In steps a second; null: as fast as possible. */
  readonly onSpeed: (speed: number | null) => void;
  /** Returns the address of what is shown. */
  readonly onShare: () => string;
  /** What a link does not repeat, where it does not. */
  readonly caution: string | undefined;
}

const speeds: readonly (readonly [number | null, string])[] = [
  [1, '1 step/s'],
  [4, '4 steps/s'],
  [consoleSpeed, `${consoleSpeed} steps/s (console)`],
  [60, '60 steps/s'],
  [null, 'as fast as possible'],
];

/** Shapes of icons in a square of 16. */
const shapes = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  back: 'M11 2.5v11L5 8zM3 2.5h2v11H3z',
  forth: 'M5 2.5v11L11 8zM11 2.5h2v11h-2z',
  flag: 'M3 1.5h2v13H3zM6 2h8l-2.5 3.5L14 9H6z',
  restart: 'M8 2a6 6 0 1 1-5.7 4.1l1.9.6A4 4 0 1 0 8 4v2.5L4 3.2 8 0z',
  link: 'M6.5 9.5l3-3M7 4.5l1.8-1.8a3 3 0 0 1 4.3 4.3L11.4 8.8M9 11.5l-1.8 1.8a3 3 0 0 1-4.3-4.3L4.6 7.2',
};

function Icon({ name }: { readonly name: keyof typeof shapes }) {
  return (
    <svg class={`icon ${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}

export function Transport({ isPlaying, at, caution, onShare, onSpeed, ...on }: TransportProps) {
  const [link, setLink] = useState<string>();
  const [isCopied, setIsCopied] = useState(false);
  const share = () => {
    const address = onShare();
    setLink(address);
    // The address is shown all the same.
    navigator.clipboard?.writeText(address).then(
      () => setIsCopied(true),
      () => {},
    );
  };
  // A link belongs to the step for which it was made.
  useEffect(() => {
    setLink(undefined);
    setIsCopied(false);
  }, [at]);

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { target, key, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey) return;
      // A button that was clicked has the focus still: it takes the space alone.
      const taking = key === ' ' ? 'input, select, textarea, button, summary, a' : 'input, select, textarea';
      if (target instanceof HTMLElement && target.closest(taking)) return;
      if (key === ' ') on.onToggle();
      else if (key === '.' || key === 'ArrowRight') on.onStep(1);
      else if (key === ',' || key === 'ArrowLeft') on.onStep(-1);
      else if (key === 'f') on.onNextFlip();
      else if (key === 'r') on.onRestart();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });

  return (
    <div class="transport" role="toolbar" aria-label="play">
      <button type="button" class="button primary" onClick={on.onToggle} title="space">
        <Icon name={isPlaying ? 'pause' : 'play'} /> <span>{isPlaying ? 'pause' : 'play'}</span>
      </button>
      <button type="button" class="button square" onClick={() => on.onStep(-1)} aria-label="step back" title="←">
        <Icon name="back" />
      </button>
      <button type="button" class="button square" onClick={() => on.onStep(1)} aria-label="step" title="→">
        <Icon name="forth" />
      </button>
      <button type="button" class="button" onClick={on.onNextFlip} title="f">
        <Icon name="flag" /> <span>next flip</span>
      </button>
      <button type="button" class="button square" onClick={on.onRestart} aria-label="start anew" title="r">
        <Icon name="restart" />
      </button>
      <select aria-label="speed" onChange={({ currentTarget }) => onSpeed(speeds[currentTarget.selectedIndex]![0])}>
        {speeds.map(([speed, text]) => (
          <option key={text} selected={speed === consoleSpeed}>
            {text}
          </option>
        ))}
      </select>
      <span class="at" role="status">
        step <b class="number">{at}</b>
      </span>
      <button type="button" class="button share" onClick={share}>
        <Icon name="link" /> <span>{isCopied ? 'link copied' : 'link to this step'}</span>
      </button>
      {link !== undefined && (
        <p class="shared">
          <a class="link" href={link}>
            {link}
          </a>
          {caution !== undefined && <span class="muted"> {caution}</span>}
        </p>
      )}
    </div>
  );
}
