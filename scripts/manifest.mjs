/** What package.json says of volumes: their endings are those of the registry of formats, and `npm run schema` writes them. */

/** The manifest with the editor and the menus of volumes for these endings ('.nii.gz'). */
export function withVolumeEndings(manifest, endings) {
  const pattern = endings.map((ending) => ending.replaceAll('.', '\\.')).join('|');
  const when = `resourceFilename =~ /(${pattern})$/`;
  const menus = Object.fromEntries(
    Object.entries(manifest.contributes.menus).map(([name, items]) => [
      name,
      items.map((item) => (isOfVolumes(item) ? { ...item, when } : item)),
    ]),
  );
  const customEditors = manifest.contributes.customEditors.map((editor) =>
    editor.viewType === 'llmSegNet.volume'
      ? { ...editor, selector: endings.map((ending) => ({ filenamePattern: `*${ending}` })) }
      : editor,
  );
  return { ...manifest, contributes: { ...manifest.contributes, menus, customEditors } };
}

/** Commands on a volume in the explorer. */
const isOfVolumes = ({ command, when = '' }) =>
  ['llmSegNet.openViewer', 'llmSegNet.predict'].includes(command) && when.startsWith('resourceFilename =~');
