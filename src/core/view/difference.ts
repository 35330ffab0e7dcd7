/** How two masks compare in one voxel; 0 where they agree. */
export const FIRST_ONLY = 1;
export const SECOND_ONLY = 2;
/** Both see something, but another class. */
export const OTHER_CLASS = 3;

/** Per voxel: 0 both say the same, 1 only the first has foreground, 2 only the second, 3 two different classes. */
export function differenceOf(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length !== second.length) throw new Error(`difference: ${first.length} voxels against ${second.length}`);
  const difference = new Uint8Array(first.length);
  for (let index = 0; index < first.length; index++) {
    const a = first[index] as number;
    const b = second[index] as number;
    if (a !== b) difference[index] = b === 0 ? FIRST_ONLY : a === 0 ? SECOND_ONLY : OTHER_CLASS;
  }
  return difference;
}

/** The voxels of one kind, as a mask of 0 and 1. */
export function onlyKind(difference: Uint8Array, kind: number): Uint8Array {
  const mask = new Uint8Array(difference.length);
  for (let index = 0; index < mask.length; index++) if (difference[index] === kind) mask[index] = 1;
  return mask;
}
