/**
 * The known name that was probably meant by an unknown one: near by edit distance, with capitals, hyphens and
 * underscores not counted. Undefined when nothing is near.
 * @example nearName('exposur', ['exposure', 'count']) // 'exposure'
 */
export function nearName(written: string, known: Iterable<string>): string | undefined {
  const plain = plainly(written);
  let best: string | undefined;
  let least = Infinity;
  for (const name of known) {
    const other = plainly(name);
    const distance = editDistance(plain, other);
    const allowed = Math.max(1, Math.floor(Math.max(plain.length, other.length) / 3));
    // A name of one letter (a filter) is near everything of one letter, and means nothing.
    const oneLetter = other.length < 2 && distance > 0;
    if (distance <= allowed && distance < least && !oneLetter) {
      best = name;
      least = distance;
    }
  }
  return best ?? onlyOneBeginning(plain, known);
}

/** An abbreviation of three letters or more, if it is that of one name only. */
function onlyOneBeginning(plain: string, known: Iterable<string>): string | undefined {
  if (plain.length < 3) return undefined;
  const longer = [...known].filter((name) => plainly(name).startsWith(plain));
  return longer.length === 1 ? longer[0] : undefined;
}

function plainly(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/gu, '');
}

/** How many letters must be put in, taken out, replaced, or swapped with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (current[column - 1] ?? 0) + 1,
        (above[column] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[column - 2] ?? Infinity) + 1 : Infinity,
      );
    }
    before = above;
    above = current;
  }
  return above[b.length] ?? 0;
}
