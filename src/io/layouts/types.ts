/** The files of one case; without a label it can only be used unlabelled. Paths are absolute. */
export interface CaseFiles {
  readonly id: string;
  readonly image: string;
  /** Files of the channels after the first, in order, where each has one of its own. */
  readonly otherChannels?: readonly string[];
  readonly label?: string;
}

/** What a folder says of its label values (dataset.json). */
export interface LabelDescription {
  /** Label value -> its name. */
  readonly labelNames: Readonly<Record<number, string>>;
  /** The value of voxels that nobody has annotated. */
  readonly ignoreLabel?: number;
  /** Names that stand for several values at once. */
  readonly regions?: readonly string[];
}

/** What a layout found in a folder. */
export interface Listing extends LabelDescription {
  /** By id, sorted by id. */
  readonly cases: ReadonlyMap<string, CaseFiles>;
  /** What the channels of the images show, in order, where each has a file of its own that says so (t1, flair). */
  readonly channelNames?: readonly string[];
  /** Files that look like volumes and belong to no case, with the reason. */
  readonly ignored: readonly string[];
}

/** A way of laying out a data set. One file a layout, one line in the registry. */
export interface Layout {
  readonly id: 'msd' | 'folder' | 'hdf5';
  /** What it looks like, for messages. */
  readonly describe: string;
  /** Null when the folder is laid out in another way; else its cases. Throws FileError where it is this way and broken. */
  list(folder: string): Promise<Listing | null>;
}
