/**
 * The 3D view: NiiVue, in a file of its own that is loaded when somebody asks for it (it is ten times as large as the slice viewer). One
 * instance a page, because a browser allows sixteen WebGL contexts for all pages together.
 */
import { Niivue, NVImage } from '@niivue/niivue';
import type { Affine } from '../../src/core/volume/affine';
import type { Triple } from '../../src/core/volume/types';

/** Voxels of one byte on a common grid. */
export interface VolumeScene {
  readonly size: Triple;
  readonly spacing: Triple;
  readonly affine: Affine;
  /** Grey values as the slices show them. */
  readonly image: Uint8Array;
  /** Opacity of the image around the labels; 0 leaves the labels alone. */
  readonly imageOpacity: number;
  readonly labels: Uint8Array;
  /** Colours of labels 1, 2, ... */
  readonly colours: readonly (readonly [red: number, green: number, blue: number])[];
}

export interface VolumeView {
  show(scene: VolumeScene): Promise<void>;
  /** Turns the body by degrees. */
  turn(azimuth: number, elevation: number): void;
  close(): void;
}

const UINT8 = 2;

async function imageOf({ size, spacing, affine }: VolumeScene, data: Uint8Array, name: string): Promise<NVImage> {
  const matrix = [...affine.flat(), 0, 0, 0, 1];
  const bytes = NVImage.createNiftiArray([...size], [...spacing], matrix, UINT8, data);
  const buffer = bytes.slice().buffer;
  return NVImage.loadFromUrl({ url: name, name, buffer });
}

function colourTable(colours: VolumeScene['colours']) {
  const parts = (part: 0 | 1 | 2): number[] => [0, ...colours.map((colour) => colour[part])];
  const indices = Array.from({ length: colours.length + 1 }, (_, label) => label);
  return {
    R: parts(0),
    G: parts(1),
    B: parts(2),
    A: indices.map((label) => (label === 0 ? 0 : 255)),
    I: indices,
    labels: indices.map(String),
  };
}

/** Starts NiiVue on a canvas. Rejects where WebGL 2 is missing. */
export async function openVolume(canvas: HTMLCanvasElement): Promise<VolumeView> {
  const niivue = new Niivue({
    backColor: [0, 0, 0, 1],
    dragAndDropEnabled: false,
    loadingText: '',
    logLevel: 'error',
    show3Dcrosshair: false,
    isOrientCube: true,
  });
  await niivue.attachToCanvas(canvas, false);
  niivue.setSliceType(niivue.sliceTypeRender);
  return {
    async show(scene) {
      for (const volume of [...niivue.volumes]) niivue.removeVolume(volume);
      const image = await imageOf(scene, scene.image, 'image.nii');
      [image.cal_min, image.cal_max] = [0, 255];
      const labels = await imageOf(scene, scene.labels, 'labels.nii');
      labels.setColormapLabel(colourTable(scene.colours));
      niivue.addVolume(image);
      niivue.addVolume(labels);
      niivue.setOpacity(0, scene.imageOpacity);
      niivue.setOpacity(1, 1);
      niivue.updateGLVolume();
      niivue.drawScene();
    },
    turn(azimuth, elevation) {
      const { renderAzimuth, renderElevation } = niivue.scene;
      niivue.setRenderAzimuthElevation(renderAzimuth + azimuth, renderElevation + elevation);
    },
    close() {
      niivue.gl.getExtension('WEBGL_lose_context')?.loseContext();
    },
  };
}
