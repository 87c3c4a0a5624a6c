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

/** How many items are added to a list at once: what a browser lays out without a pause. */
const MAX_ADDED = 500;

/** A list that shows its first items, and the others on demand. The focus goes on to the first one that is new. */
export const longList = <Item>(
  className: string,
  items: readonly Item[],
  render: (item: Item, position: number) => HTMLElement,
  { first, word, of }: { readonly first: number; readonly word: string; readonly of?: string },
): HTMLElement[] => {
  const list = element('ul', { className }, ...items.slice(0, first).map(render));
  if (items.length <= first) return [list];
  let next = first;
  const more = element('button', { type: 'button', className: 'more' });
  const name = () => {
    const left = items.length - next;
    const added = count(Math.min(left, MAX_ADDED), `more ${word}`);
    more.textContent = `Show ${added}${left > MAX_ADDED ? ` (${left.toLocaleString('en')} left)` : ''}`;
    if (of !== undefined) more.ariaLabel = `${more.textContent} of ${of}`;
  };
  name();
  more.addEventListener('click', () => {
    const shown = items.slice(next, next + MAX_ADDED).map((item, index) => render(item, next + index));
    next += shown.length;
    list.append(...shown);
    if (shown[0]) shown[0].tabIndex = -1;
    shown[0]?.focus();
    if (next === items.length) more.remove();
    else name();
  });
  return [list, more];
};

/** `1 member`, `1,200 members`. */
export const count = (number: number, word: string): string =>
  `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`;

/** A date of the contract, as its day. */
export const day = (date: string): string =>
  new Date(date).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
