/** How much a single NIfTI file may cost before it is refused; checked before anything is allocated. */
export interface NiftiLimits {
  /** Bytes on disk. */
  readonly fileBytes: number;
  /** Header, extensions and voxels after gunzip. */
  readonly inflatedBytes: number;
  readonly voxels: number;
}

/** Room for 512 x 512 x 1024 voxels of 8 bytes. */
export const DEFAULT_LIMITS: NiftiLimits = { fileBytes: 2 ** 31, inflatedBytes: 2 ** 31 + 2 ** 20, voxels: 2 ** 28 };
