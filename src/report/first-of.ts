/** The first few items of a list, and the number of the others: `a; b; c; and 4 more`. */
export function firstOf(items: readonly string[], most = 3): string {
  const more = items.length - most;
  return items.slice(0, most).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
