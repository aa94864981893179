/**
 * The candidate that takes the fewest edits to type (Levenshtein 1966), letter case aside, one that only goes on longer
 * first; for "did you mean".
 */
export function nearest(word: string, candidates: readonly string[]): string {
  const typed = word.toLowerCase();
  const distances = candidates.map((candidate) => {
    const meant = candidate.toLowerCase();
    return meant.startsWith(typed) ? 0 : edits(typed, meant);
  });
  return candidates[distances.indexOf(Math.min(...distances))]!;
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
