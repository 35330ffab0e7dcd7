/** Fewest single-letter changes (insert, remove, replace) from one word to another. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(replace, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[to.length] ?? 0;
}

/** Longer names are no slip of the pen, and comparing them would take long. */
const LONGEST = 40;

/** The known name that was probably meant: at most two letters away, whatever the case and hyphens. Null when none is near. */
export function closest(name: string, known: readonly string[]): string | null {
  if (name.length > LONGEST) return null;
  const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_ ]/g, '');
  const distances = known.map((word) => ({ word, distance: editDistance(plain(name), plain(word)) }));
  const [best] = distances.sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.min(2, Math.floor(plain(name).length / 3)) ? best.word : null;
}
