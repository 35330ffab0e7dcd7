import type { Colour } from '../../core/view/colours';
import type { Canvas } from './canvas';
import { fillRectangle } from './canvas';

/**
 * A 3 x 5 pixel alphabet, five rows a glyph from the top, one octal digit of three bits a row: enough to name cases and models in a
 * picture without a font file. Lower case is drawn as upper case; what is missing stays blank.
 */
const GLYPHS = new Map(
  (
    '0:75557 1:26227 2:71747 3:71717 4:55711 5:74717 6:74757 7:71111 8:75757 9:75717 ' +
    'A:25755 B:65656 C:34443 D:65556 E:74647 F:74644 G:34553 H:55755 I:72227 J:11152 K:55655 L:44447 M:57755 N:65555 O:25552 ' +
    'P:65644 Q:25563 R:65655 S:34216 T:72222 U:55557 V:55552 W:55775 X:55255 Y:55222 Z:71247 ' +
    '.:00002 -:00700 _:00007 +:02720 =:07070 (:24442 ):21112 /:11244 %:51245'
  )
    .split(' ')
    .map((entry): [string, string] => [entry.slice(0, 1), entry.slice(2)]),
);

/** Width of a text in pixels. */
export function textWidth(text: string, scale: number): number {
  return Math.max(0, text.length * 4 - 1) * scale;
}

export const TEXT_ROWS = 5;

/** Draws a text with its top left corner at (x, y); `scale` is the side of one of its dots in pixels. */
export function drawText(canvas: Canvas, text: string, x: number, y: number, scale: number, colour: Colour): void {
  for (const [place, letter] of [...text.toUpperCase()].entries()) {
    for (const [row, digit] of [...(GLYPHS.get(letter) ?? '')].entries()) {
      for (let column = 0; column < 3; column++) {
        if ((Number(digit) >> (2 - column)) & 1) {
          fillRectangle(canvas, x + (place * 4 + column) * scale, y + row * scale, scale, scale, colour);
        }
      }
    }
  }
}
