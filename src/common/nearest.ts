/**
 * The candidate that takes the fewest edits to type (Levenshtein 1966), letter case aside; before all others one
 * that begins with the word, then one that contains it; for "did you mean".
 */
export function nearest(word: string, candidates: readonly string[]): string {
  const typed = word.toLowerCase();
  const distances = candidates.map((candidate) => {
    const meant = candidate.toLowerCase();
    if (meant.startsWith(typed)) return 0;
    return contains(meant, typed) ? 0.5 : edits(typed, meant);
  });
  return candidates[distances.indexOf(Math.min(...distances))]!;
}

/**
 * Says what is wrong with an unknown name: a candidate with a similar spelling first, then all candidates.
 * @returns `did you mean pgd? expected one of fgsm, pgd, got "pdg"`
 */
export const expectedName = (word: string, candidates: readonly string[]): string =>
  `${suggestion(word, candidates)}expected one of ${candidates.join(', ')}, got "${word}"`;

/** Returns `did you mean pgd? `, or nothing where no candidate is spelled similarly. @param rest is appended to the candidate */
export function suggestion(word: string, candidates: readonly string[], rest = ''): string {
  const close = candidates.length === 0 ? undefined : nearest(word, candidates);
  return close !== undefined && isSimilar(word, close) ? `did you mean ${close}${rest}? ` : '';
}

/** A part of a name that says which one is meant: `steps` of `totalSteps`, `invaders` of `SpaceInvaders`. */
const contains = (meant: string, typed: string): boolean => typed.length >= 4 && meant.includes(typed);

/** At most two typing errors, or one in three letters; or a part of the candidate. */
function isSimilar(word: string, candidate: string): boolean {
  const [typed, meant] = [word.toLowerCase(), candidate.toLowerCase()];
  if (typed.length < 2) return false;
  return (
    meant.startsWith(typed) ||
    contains(meant, typed) ||
    edits(typed, meant) < Math.min(typed.length, Math.max(3, typed.length / 3))
  );
}

/** Insertions, deletions and substitutions that turn `a` into `b`. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
  }
  return row[b.length]!;
}
