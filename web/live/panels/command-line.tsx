/** The command that plays the episode, to be copied. */
import { useEffect, useState } from 'preact/hooks';

interface CommandLineProps {
  readonly command: string;
  /** Of the agent with a defense, or of the plain one, in the table that the command prints. */
  readonly row: string;
}

export function CommandLine({ command, row }: CommandLineProps) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => setIsCopied(false), [command]);
  const copy = () =>
    navigator.clipboard?.writeText(command).then(
      () => setIsCopied(true),
      () => {},
    );
  return (
    <section class="command card">
      <h2>The same on the command line</h2>
      <div class="line">
        <pre>
          <code>{command}</code>
        </pre>
        <button type="button" class="button" onClick={copy}>
          {isCopied ? 'copied' : 'copy'}
        </button>
      </div>
      <p>
        It plays {row} with the same code: console, networks, attacks and defenses of this page are the program’s own.
      </p>
    </section>
  );
}
