import { hash } from 'node:crypto';
import type { FrameDisk, WrittenFile } from './frame-disk.js';

/** For rehearsals: what is given is named and hashed as in a real night, and then forgotten. */
export class DiscardDisk implements FrameDisk {
  readonly #taken = new Set<string>();

  async write(names: Iterable<string>, bytes: Uint8Array): Promise<WrittenFile> {
    for (const path of names) {
      if (this.#taken.has(path)) continue;
      this.#taken.add(path);
      return { path, sha256: hash('sha256', bytes), bytes: bytes.length };
    }
    throw new RangeError('a file needs a name');
  }

  async exists(): Promise<boolean> {
    return false;
  }

  async removeLeftovers(): Promise<readonly string[]> {
    return [];
  }
}
