/** JSON for a person to read: coloured, and folded, so that an answer of any size is shown at once. */
import { count, element, longList } from './element.ts';

/** How many elements or fields are shown at first. */
const AT_FIRST = 100;
/** The longest text that is shown whole, in characters. */
const MAX_TEXT = 2_000;
/** The longest text in the line of something that is folded. */
const MAX_PREVIEW = 40;
const FIELDS_IN_PREVIEW = 2;

type Place = {
  /** The name of a field; undefined for an element, and for the whole. */
  readonly name?: string;
  readonly isLast: boolean;
  /** What is unfolded at first: the names of the fields that lead there, or positions of elements. */
  readonly unfolded: readonly (readonly (string | number)[])[];
};

/**
 * Renders a value. What is inside of a fold is made when it is unfolded for the first time.
 * @param unfolded what is unfolded at first, beside the whole, such as `['organizations', 0]`
 */
export const renderJson = (value: unknown, ...unfolded: readonly (readonly (string | number)[])[]): HTMLElement =>
  renderValue(value, { isLast: true, unfolded: [[], ...unfolded] });

const renderValue = (value: unknown, place: Place): HTMLElement => {
  const prefix =
    place.name === undefined ? [] : [element('span', { className: 'key' }, JSON.stringify(place.name)), ': '];
  const comma = place.isLast ? '' : ',';
  if (typeof value !== 'object' || value === null || JSON.isRawJSON?.(value)) {
    return element('div', {}, ...prefix, renderScalar(value), comma);
  }
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const brackets = Array.isArray(value) ? '[]' : '{}';
  if (entries.length === 0) return element('div', {}, ...prefix, brackets, comma);
  return renderFold(entries, brackets, prefix, place);
};

const renderFold = (
  entries: readonly (readonly [string | number, unknown])[],
  [open = '', close = '']: string,
  prefix: readonly (Node | string)[],
  { isLast, unfolded }: Place,
): HTMLElement => {
  const size = count(entries.length, open === '[' ? 'element' : 'field');
  const comma = isLast ? '' : ',';
  const folded = element('span', { className: 'folded' }, ` ${previewOf(entries)}… ${close}${comma}`);
  const summary = element('summary', {}, ...prefix, open, folded, ' ', element('small', {}, size));
  const details = element('details', {}, summary);
  const fill = () => {
    const inside = ([key, value]: readonly [string | number, unknown], at: number) =>
      element(
        'li',
        {},
        renderValue(value, {
          ...(typeof key === 'string' ? { name: key } : {}),
          isLast: at === entries.length - 1,
          unfolded: unfolded.flatMap(([first, ...rest]) => (first === key ? [rest] : [])),
        }),
      );
    details.append(
      ...longList('fields', entries, inside, { first: AT_FIRST, word: open === '[' ? 'element' : 'field' }),
      element('div', {}, close, comma),
    );
  };
  details.open = unfolded.length > 0;
  if (details.open) fill();
  else details.addEventListener('toggle', fill, { once: true });
  return details;
};

const renderScalar = (value: unknown): HTMLElement => {
  const kind = value === null ? 'null' : typeof value;
  const className = kind === 'string' || kind === 'number' ? kind : kind === 'object' ? 'number' : 'word';
  const text = JSON.stringify(value);
  if (text.length <= MAX_TEXT) return element('span', { className }, text);
  const left = count(text.length - MAX_TEXT, 'more character');
  return element('span', { className }, `${text.slice(0, MAX_TEXT)}… (${left} in the file)`);
};

/** The first short fields, by which one element is told from another. */
const previewOf = (entries: readonly (readonly [string | number, unknown])[]): string =>
  entries
    .filter(([key, value]) => typeof key === 'string' && (typeof value !== 'object' || JSON.isRawJSON?.(value)))
    .slice(0, FIELDS_IN_PREVIEW)
    .map(([key, value]) => `${JSON.stringify(key)}: ${shorten(JSON.stringify(value))}, `)
    .join('');

const shorten = (text: string): string => (text.length > MAX_PREVIEW ? `${text.slice(0, MAX_PREVIEW)}…` : text);
