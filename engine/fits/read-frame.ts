import { readFile } from 'node:fs/promises';
import { NocturneError } from '../errors.js';
import { isSystemError } from '../journal/disk-error.js';
import { type FitsImage, isPackedFits, parseFits } from './reader.js';
import { unpack } from './rice.js';

/**
 * Reads the first image of a FITS file, through `funpack` where `fpack` has packed it.
 * @throws NocturneError `fits-invalid` when it is not a whole FITS image; errors of the file system
 */
export async function readFrame(path: string): Promise<FitsImage> {
  const bytes = await readFile(path);
  const plain = isPackedFits(bytes) ? await unpacked(path) : bytes;
  try {
    return parseFits(plain);
  } catch (error) {
    if (!(error instanceof NocturneError)) throw error;
    throw new NocturneError(error.code, `${path}: ${error.message}`, { cause: error, hint: error.hint });
  }
}

async function unpacked(path: string): Promise<Buffer> {
  try {
    return await unpack(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT') && error.syscall?.startsWith('spawn') === true) {
      throw new NocturneError('fits-invalid', `${path} is packed by fpack, and needs funpack to be read`, {
        cause: error,
        hint: 'Install funpack (Debian: libcfitsio-bin).',
      });
    }
    if (isSystemError(error)) throw error;
    throw new NocturneError('fits-invalid', `${path} is packed by fpack, and damaged: funpack cannot unpack it`, {
      cause: error,
    });
  }
}
