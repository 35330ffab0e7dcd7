import type { Colour } from '../../../src/core/view/colours';
import { classColour, cssColour, REGION_COLOURS } from '../../../src/core/view/colours';
import { decimals, percent } from '../../../src/core/view/format';
import type { CaseFacts, CaseScore } from '../../../src/protocol/viewer';
import { make, makeTable } from '../../shared/dom';
import { t } from '../../shared/text';

type Shares = { readonly confident: number; readonly complement: number; readonly uncertain: number };

function section(title: string, ...content: Node[]): HTMLElement {
  return make('section', { class: 'facts' }, make('h2', { text: title }), ...content);
}

/** Scores of each class: rows are metrics, columns are models. */
function scoreTables({ scores, classNames, unit }: CaseFacts): HTMLElement[] {
  const labels = [...new Set(scores.map(({ label }) => label))].sort((a, b) => a - b);
  const models = [...new Set(scores.map(({ model }) => model))];
  return labels.map((label) => {
    const of = (model: string): CaseScore | undefined => scores.find((score) => score.model === model && score.label === label);
    const name = classNames[label - 1] ?? t('class {0}', label);
    const row = (title: string, key: 'dice' | 'jaccard' | 'hd95' | 'asd', places: number): string[] => [
      title,
      ...models.map((model) => decimals(of(model)?.[key], places)),
    ];
    const table = makeTable(
      t('Metrics of this case, {0}', name),
      [labels.length > 1 ? name : '', ...models],
      [row('Dice', 'dice', 3), row('Jaccard', 'jaccard', 3), row(`95HD ${unit}`, 'hd95', 2), row(`ASD ${unit}`, 'asd', 2)],
    );
    return table;
  });
}

const SETS = ['confident', 'complement', 'uncertain'] as const;

function swatch(colour: Colour): HTMLElement {
  const element = make('span', { class: 'swatch', attributes: { 'aria-hidden': 'true' } });
  element.style.backgroundColor = cssColour(colour);
  return element;
}

/** Names of several classes with their colours on the slices. */
function classLegend({ classNames }: CaseFacts): HTMLElement {
  const items = classNames.map((name, index) => make('span', {}, swatch(classColour(index + 1)), name));
  return make('p', { class: 'legend' }, ...items);
}

/** The complement set lies inside the confident one; the bar shows the confident rest, the complement and the uncertain voxels. */
function teachingBar(title: string, shares: Shares): HTMLElement {
  const names = { confident: t('confident'), complement: t('complement'), uncertain: t('uncertain') };
  const complement = Math.min(shares.complement, shares.confident);
  const parts = { confident: Math.max(0, shares.confident - complement), complement, uncertain: shares.uncertain };
  const canvas = make('canvas', {
    class: 'bar',
    role: 'img',
    attributes: { 'aria-label': `${title}: ${SETS.map((set) => `${names[set]} ${percent(shares[set])}`).join(', ')}` },
  });
  [canvas.width, canvas.height] = [240, 10];
  const context = canvas.getContext('2d');
  let from = 0;
  for (const set of SETS) {
    const width = parts[set] * canvas.width;
    if (context) {
      context.fillStyle = cssColour(REGION_COLOURS[set]);
      context.fillRect(from, 0, width, canvas.height);
      context.fillStyle = 'black';
      context.fillRect(from + width - 1, 0, 1, canvas.height);
    }
    from += width;
  }
  const legend = make(
    'p',
    { class: 'legend' },
    ...SETS.map((set) => make('span', {}, swatch(REGION_COLOURS[set]), `${names[set]} ${percent(shares[set])}`)),
  );
  return make('div', {}, make('p', { text: title }), canvas, legend);
}

/** How good, who teaches whom, and what the text does: what is known of the shown case. */
export function sideContent(facts: CaseFacts, computed: readonly (readonly [string, string])[]): Node[] {
  const parts: Node[] = [];
  if (facts.classNames.length > 1) parts.push(section(t('Labels'), classLegend(facts)));
  if (facts.scores.length > 0) {
    const title = facts.numbersOf === null ? t('This case') : t('This case, {0}', facts.numbersOf);
    parts.push(section(title, ...scoreTables(facts)));
  }
  if (computed.length > 0)
    parts.push(section(t('Computed here'), makeTable(t('Computed from the masks on screen'), ['', ''], computed)));
  if (facts.teaching !== null) {
    const { iteration, A, B } = facts.teaching;
    parts.push(
      section(
        t('Unlabelled voxels, iteration {0}', iteration),
        teachingBar(t('B teaches A'), A),
        teachingBar(t('A teaches B'), B),
      ),
    );
  }
  if (facts.textEffect.length > 0)
    parts.push(
      section(
        t('Text effect'),
        makeTable(
          t('Dice by text at test time'),
          [t('Test-time text'), 'Dice'],
          facts.textEffect.map(({ text, dice }) => [text, decimals(dice, 3)]),
        ),
      ),
    );
  return parts;
}
