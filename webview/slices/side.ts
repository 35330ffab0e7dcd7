import { cssColour, REGION_COLOURS } from '../../src/core/view/colours';
import { decimals, percent } from '../../src/core/view/format';
import type { CaseFacts, CaseScore } from '../../src/protocol/viewer';
import { make, makeTable } from '../shared/dom';

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
    const name = classNames[label - 1] ?? `class ${label}`;
    const row = (title: string, key: 'dice' | 'jaccard' | 'hd95' | 'asd', places: number): string[] => [
      title,
      ...models.map((model) => decimals(of(model)?.[key], places)),
    ];
    const table = makeTable(
      `Metrics of this case, ${name}`,
      [labels.length > 1 ? name : '', ...models],
      [row('Dice', 'dice', 3), row('Jaccard', 'jaccard', 3), row(`95HD ${unit}`, 'hd95', 2), row(`ASD ${unit}`, 'asd', 2)],
    );
    return table;
  });
}

const SETS = ['confident', 'complement', 'uncertain'] as const;

/** The complement set lies inside the confident one; the bar shows the confident rest, the complement and the uncertain voxels. */
function teachingBar(title: string, shares: Shares): HTMLElement {
  const complement = Math.min(shares.complement, shares.confident);
  const parts = { confident: Math.max(0, shares.confident - complement), complement, uncertain: shares.uncertain };
  const canvas = make('canvas', {
    class: 'bar',
    role: 'img',
    attributes: { 'aria-label': `${title}: ${SETS.map((set) => `${set} ${percent(shares[set])}`).join(', ')}` },
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
  const legend = make('p', { class: 'legend', text: SETS.map((set) => `${set} ${percent(shares[set])}`).join('  ·  ') });
  return make('div', {}, make('p', { text: title }), canvas, legend);
}

/** How good, who teaches whom, and what the text does: what is known of the shown case. */
export function sideContent(facts: CaseFacts, computed: readonly (readonly [string, string])[]): Node[] {
  const parts: Node[] = [];
  if (facts.scores.length > 0) parts.push(section('This case', ...scoreTables(facts)));
  if (computed.length > 0)
    parts.push(section('Computed here', makeTable('Computed from the masks on screen', ['', ''], computed)));
  if (facts.teaching !== null) {
    const { iteration, A, B } = facts.teaching;
    parts.push(
      section(`Unlabelled voxels, iteration ${iteration}`, teachingBar('B teaches A', A), teachingBar('A teaches B', B)),
    );
  }
  if (facts.textEffect.length > 0)
    parts.push(
      section(
        'Text effect',
        makeTable(
          'Dice by text at test time',
          ['Test-time text', 'Dice'],
          facts.textEffect.map(({ text, dice }) => [text, decimals(dice, 3)]),
        ),
      ),
    );
  return parts;
}
