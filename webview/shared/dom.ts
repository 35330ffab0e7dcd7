type Child = Node | string;

export interface Properties {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly role?: string;
  readonly tabIndex?: number;
  /** aria-* and data-* attributes, and any other. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** An element; all text goes in as text, so that names and labels of strangers can never become markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (properties.class !== undefined) element.className = properties.class;
  if (properties.text !== undefined) element.textContent = properties.text;
  if (properties.title !== undefined) element.title = properties.title;
  if (properties.role !== undefined) element.setAttribute('role', properties.role);
  if (properties.tabIndex !== undefined) element.tabIndex = properties.tabIndex;
  for (const [name, value] of Object.entries(properties.attributes ?? {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A component of @vscode-elements, as a plain element: its class is registered by the import of its file. */
export function makeComponent(tag: `vscode-${string}`, properties: Properties = {}, ...children: Child[]): HTMLElement {
  return make(tag as 'div', properties, ...children);
}

/** A table of text: header cells of columns and of each row's first cell. */
export function makeTable(caption: string, header: readonly string[], rows: readonly (readonly string[])[]): HTMLTableElement {
  const head = make('tr', {}, ...header.map((text) => make('th', { text, attributes: { scope: 'col' } })));
  const body = rows.map(([first = '', ...rest]) =>
    make('tr', {}, make('th', { text: first, attributes: { scope: 'row' } }), ...rest.map((text) => make('td', { text }))),
  );
  return make(
    'table',
    { class: 'numbers' },
    make('caption', { class: 'hidden', text: caption }),
    make('thead', {}, head),
    make('tbody', {}, ...body),
  );
}

/** A native select: keyboard, screen readers and narrow panels need nothing more. */
export interface Picker {
  readonly element: HTMLLabelElement;
  set(options: readonly (readonly [value: string, text: string])[], value: string): void;
}

export function makePicker(label: string, onChange: (value: string) => void): Picker {
  const select = make('select', { attributes: { 'aria-label': label } });
  select.addEventListener('change', () => onChange(select.value));
  return {
    element: make('label', { class: 'picker', title: label }, make('span', { class: 'picker-name', text: label }), select),
    set(options, value) {
      const same =
        options.length === select.options.length &&
        options.every(([one, text], place) => select.options[place]?.value === one && select.options[place]?.text === text);
      if (!same) {
        select.replaceChildren(
          ...options.map(([one, text]) => {
            const option = make('option', { text });
            option.value = one;
            return option;
          }),
        );
      }
      select.value = value;
    },
  };
}
