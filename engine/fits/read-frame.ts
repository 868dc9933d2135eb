import { NocturneError } from '../errors.js';
import { isSystemError } from '../journal/disk-error.js';
import { type FitsImage, parseFits, readFits } from './reader.js';
import { PACKED, unpack } from './rice.js';

/**
 * Reads the image of a FITS file, or of one that `fpack` has packed, through `funpack`.
 * @throws NocturneError `fits-invalid` when it is not a whole FITS image; errors of the file system
 */
export async function readFrame(path: string): Promise<FitsImage> {
  if (!path.endsWith(PACKED)) return readFits(path);
  let plain: Buffer;
  try {
    plain = await unpack(path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT') && error.syscall?.startsWith('spawn') === true) {
      throw new NocturneError('fits-invalid', `${path}: a packed file needs funpack to be read`, {
        cause: error,
        hint: 'Install funpack (Debian: libcfitsio-bin).',
      });
    }
    if (isSystemError(error)) throw error;
    throw new NocturneError('fits-invalid', `${path}: funpack cannot unpack it; it is damaged, or not packed FITS`, {
      cause: error,
    });
  }
  try {
    return parseFits(plain);
  } catch (error) {
    if (!(error instanceof NocturneError)) throw error;
    throw new NocturneError(error.code, `${path}: ${error.message}`, { cause: error });
  }
}
