import type { ViewArray } from '../../../src/core/view/slice';

/** Bytes of slices kept: some two hundred of 512 x 512 voxels. */
const MOST_BYTES = 64 << 20;

/** Slices that came one by one. The longest unused go first; what has gone can be asked for again. */
export class SliceCache {
  private readonly slices = new Map<string, ViewArray>();
  private readonly asked = new Set<string>();
  private bytes = 0;

  constructor(private readonly most = MOST_BYTES) {}

  put(key: string, slice: ViewArray): void {
    this.remove(key);
    this.slices.set(key, slice);
    this.bytes += slice.byteLength;
    for (const oldest of this.slices.keys()) {
      if (this.bytes <= this.most || oldest === key) break;
      this.remove(oldest);
    }
  }

  get(key: string): ViewArray | null {
    const slice = this.slices.get(key);
    if (slice === undefined) return null;
    this.slices.delete(key);
    this.slices.set(key, slice);
    return slice;
  }

  /** Whether somebody must ask for it: it is not here, and nobody has. */
  wants(key: string): boolean {
    if (this.slices.has(key) || this.asked.has(key)) return false;
    this.asked.add(key);
    return true;
  }

  /** Forgets everything whose key begins so. */
  clear(prefix: string): void {
    for (const key of [...this.slices.keys()]) if (key.startsWith(prefix)) this.remove(key);
  }

  private remove(key: string): void {
    this.bytes -= this.slices.get(key)?.byteLength ?? 0;
    this.slices.delete(key);
    this.asked.delete(key);
  }
}
