/** Error texts for names that are not in a list. */

/** Returns the message of an error about an unknown name: the closest name first, then all of them. */
export function unknownName(kind: string, name: string, expected: readonly string[]): string {
  return `unknown ${kind} "${name}";${didYouMean(name, expected)} expected one of ${expected.join(', ')}`;
}

/** Returns ` did you mean "…"?` with the closest candidate, or nothing when no candidate is close. Letter case does not matter. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const typed = name.toLowerCase();
  if (typed === '') return '';
  const distances = candidates.map((candidate) => distance(typed, candidate.toLowerCase()));
  const least = Math.min(...distances);
  return least > Math.max(1, typed.length / 3) ? '' : ` did you mean "${candidates[distances.indexOf(least)]}"?`;
}

/** Names that contain the typed text come first, of these the one with the fewest other letters. */
function distance(typed: string, candidate: string): number {
  if (typed.length < 3 || !candidate.includes(typed)) return edits(typed, candidate);
  return 1 - typed.length / candidate.length;
}

/** Returns the number of insertions, deletions and substitutions between two texts (Levenshtein 1966). */
function edits(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 1; j <= b.length; j++) table[0]!.push(j);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const substituted = table[i - 1]![j - 1]! + Number(a[i - 1] !== b[j - 1]);
      table[i]!.push(Math.min(substituted, table[i - 1]![j]! + 1, table[i]![j - 1]! + 1));
    }
  }
  return table[a.length]![b.length]!;
}
