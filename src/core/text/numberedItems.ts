/** "1. ", "2) ", "**3.** ", "### Response 4:", "Description 5 - ": what language models put before an item. */
const ITEM =
  /^[ \t]*(?:[#*_>]+[ \t]*)?(?:(?:response|description|feature)[ \t]+)?(\d{1,4})(?:[ \t]*[.):\-–—][*_]*|[*_]+[.):]?)(?:[ \t]+|$)/i;

interface Item {
  readonly number: number;
  readonly lines: string[];
}

/** Emphasis and headings are for the eye; in a feature they are noise. */
function plain(text: string): string {
  return text
    .replace(/^[ \t]*#{1,6}[ \t]+/gm, '')
    .replace(/\*\*([^*\n]+(?:\*[^*\n]+)*)\*\*|__([^_\n]+(?:_[^_\n]+)*)__/g, (whole, stars?: string, lines?: string) => {
      const words = stars ?? lines ?? '';
      return words === words.trim() ? words : whole;
    })
    .trim();
}

/**
 * The items of an answer that was asked for several descriptions, in order. Only numbers that count on from 1 begin an item, so that a
 * number at the start of a line inside a text does not; words before the first are the model's greeting and left out. An answer without
 * such numbers has none.
 */
export function numberedItems(answer: string): string[] {
  const items: Item[] = [];
  for (const line of answer.split(/\r\n|\n|\r/)) {
    const match = ITEM.exec(line);
    const number = Number(match?.[1]);
    if (match !== null && number === items.length + 1) items.push({ number, lines: [line.slice(match[0].length)] });
    else items.at(-1)?.lines.push(line);
  }
  return items.map(({ lines }) => plain(lines.join('\n')));
}

/** The one description of an answer that was asked for one: models like to number it all the same. */
export function singleItem(answer: string): string {
  const items = numberedItems(answer);
  return items.length === 1 && items[0] ? items[0] : plain(answer);
}
