type Properties<Name extends keyof HTMLElementTagNameMap> = Partial<Omit<HTMLElementTagNameMap[Name], 'style'>>;

/** An element with its properties (not attributes) and children. Text stays text, whatever it holds. */
export const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties<Name>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/**
 * The page's own element of that id and kind.
 * @throws Error when the page has none
 */
export const elementOf = <Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind => {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return found;
};

/** A list that shows its first items, and the others on demand. The focus goes on to the first one that is new. */
export const longList = <Item>(
  className: string,
  items: readonly Item[],
  render: (item: Item) => HTMLElement,
  { first, word, of }: { readonly first: number; readonly word: string; readonly of?: string },
): HTMLElement[] => {
  const list = element('ul', { className }, ...items.slice(0, first).map(render));
  const rest = items.slice(first);
  if (rest.length === 0) return [list];
  const more = element('button', { type: 'button', className: 'more' }, `Show ${count(rest.length, `more ${word}`)}`);
  if (of !== undefined) more.ariaLabel = `${more.textContent} of ${of}`;
  more.addEventListener('click', () => {
    const shown = rest.map(render);
    list.append(...shown);
    if (shown[0]) shown[0].tabIndex = -1;
    shown[0]?.focus();
    more.remove();
  });
  return [list, more];
};

/** `1 member`, `1,200 members`. */
export const count = (number: number, word: string): string =>
  `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`;

/** A date of the contract, as its day. */
export const day = (date: string): string =>
  new Date(date).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
