/** Parts of pages that show numbers. */
import type { ComponentChildren } from 'preact';

export const Section = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
  <section class="card stack">
    <h2>{title}</h2>
    {children}
  </section>
);

interface ScrolledProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Something wide, in a region that is scrolled by itself, by keys too. */
export const Scrolled = ({ label, children }: ScrolledProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
  <section class="scroll" aria-label={label} tabIndex={0}>
    {children}
  </section>
);
