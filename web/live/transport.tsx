/** Play, pause, single steps, speed, a new start, and the link. */
import { useEffect, useState } from 'preact/hooks';
import type { Session } from './session.js';

interface TransportProps {
  readonly session: Session;
  /** Steps played so far. */
  readonly steps: number;
  readonly onToggle: () => void;
  readonly onStep: () => void;
  readonly onRestart: () => void;
  /** Returns the address of what is shown. */
  readonly onShare: () => string;
}

const speeds = [1, 4, 15, 60, null] as const;

export function Transport({ session, steps, onToggle, onStep, onRestart, onShare }: TransportProps) {
  const [link, setLink] = useState<string>();
  const share = () => {
    const address = onShare();
    setLink(address);
    navigator.clipboard?.writeText(address).catch(() => {}); // the address is shown all the same
  };

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { target, key, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey) return;
      // A button that was clicked has the focus still: it takes the space alone.
      const taking = key === ' ' ? 'input, select, textarea, button, a' : 'input, select, textarea';
      if (target instanceof HTMLElement && target.closest(taking)) return;
      if (key === ' ') onToggle();
      else if (key === '.' || key === 'ArrowRight') onStep();
      else if (key === 'r') onRestart();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  });

  return (
    <div class="transport" role="toolbar" aria-label="play">
      <button type="button" class="button primary" onClick={onToggle}>
        {session.isPlaying ? 'pause' : 'play'}
      </button>
      <button type="button" class="button" onClick={onStep}>
        step
      </button>
      <button type="button" class="button" onClick={onRestart}>
        start anew
      </button>
      <label>
        speed
        <select
          onChange={({ currentTarget }) => {
            session.speed = speeds[currentTarget.selectedIndex]!;
          }}
        >
          {speeds.map((speed) => (
            <option key={speed} selected={speed === null}>
              {speed === null ? 'as fast as possible' : `${speed} steps/s`}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="button" onClick={share}>
        link to this step
      </button>
      <span class="hint">step {Math.max(0, steps - 1)}; keys: space, → and r</span>
      {link !== undefined && (
        <a class="link" href={link}>
          {link}
        </a>
      )}
    </div>
  );
}
