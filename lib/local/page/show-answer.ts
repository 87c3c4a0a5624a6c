import type { Answer, Question } from './ask.ts';
import { toCurl } from './ask.ts';
import { count, element, elementOf, longList } from './element.ts';
import { createOtherViewer, sizesOf } from './other-viewer.ts';
import { renderOrganization } from './render-organization.ts';

const ORGANIZATIONS_AT_FIRST = 20;
/** In characters: what a browser lays out without a pause. */
const JSON_AT_FIRST = 100_000;
/** Beyond this, not even indented: it would be built only to be cut. */
const LARGEST_INDENTED = 4_000_000;

/** Somebody's answer, with the words for them. */
export type Told = {
  readonly name: string;
  readonly answer: Answer;
};

/** Shows the answer, and what is different in the other one, if there is one. */
export const showAnswer = (question: Question, asker: Told, other: Told | undefined): void => {
  const { answer } = asker;
  showStatus(answer);
  elementOf('curl', HTMLInputElement).value = toCurl(question);
  elementOf('comparison', HTMLElement).replaceChildren(...(other ? [renderComparison(asker, other)] : []));
  const otherViewer = other && createOtherViewer(other.name, other.answer);
  const cards = longList(
    'organizations',
    answer.organizations,
    (organization) => element('li', {}, renderOrganization(organization, otherViewer)),
    { first: ORGANIZATIONS_AT_FIRST, word: 'organization' },
  );
  const isEmpty = answer.error === undefined && answer.organizations.length === 0;
  const nothing = element('p', { className: 'quiet' }, 'No organizations. An empty list is a success.');
  elementOf('people', HTMLElement).replaceChildren(...(isEmpty ? [nothing] : cards));
  showJson(answer);
};

const showStatus = ({ status, error, organizations, text, milliseconds }: Answer) => {
  const line = elementOf('status', HTMLElement);
  line.classList.toggle('bad', error !== undefined);
  const size = `${(text.length / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} kB`;
  const facts = `${count(organizations.length, 'organization')}, ${size} in ${Math.round(milliseconds)} ms`;
  line.textContent = `${status} · ${error ?? facts}`;
};

const showJson = ({ text }: Answer) => {
  const pretty = text.length > LARGEST_INDENTED ? text : JSON.stringify(JSON.parse(text, keepDigits), null, 2);
  const left = pretty.length - JSON_AT_FIRST;
  elementOf('json', HTMLTextAreaElement).value = left > 0 ? `${pretty.slice(0, JSON_AT_FIRST)}…` : pretty;
  elementOf('cut', HTMLElement).textContent = left > 0 ? `${count(left, 'more character')} in the file.` : '';
  elementOf('save', HTMLButtonElement).onclick = () => save(text);
};

declare global {
  // TypeScript's libraries do not have it yet, and neither have browsers from before 2025; only an interface can be added to
  interface JSON {
    rawJSON?: (digits: string) => unknown;
  }
}

/** A number beyond what JavaScript's hold is shown with all of its digits, as it was answered. */
const keepDigits = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' && context?.source !== undefined && context.source !== String(value)
    ? (JSON.rawJSON?.(context.source) ?? value)
    : value;

const save = (text: string) => {
  const href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  element('a', { href, download: 'organizations.json' }).click();
  URL.revokeObjectURL(href);
};

const renderComparison = (asker: Told, other: Told) => {
  const rows = [asker, other].map(({ name, answer }) => ({ name, sizes: sizesOf(answer) }));
  const heading = (text: string, scope: string) => element('th', { scope }, text);
  const columns = Object.keys(sizesOf(asker.answer)).map((name) => heading(name, 'col'));
  return element(
    'table',
    {},
    element(
      'caption',
      {},
      `Struck out below: organizations, members, projects and billing that are not for ${other.name}.`,
    ),
    element('thead', {}, element('tr', {}, element('td', {}), ...columns)),
    element(
      'tbody',
      {},
      ...rows.map(({ name, sizes }) => {
        const cells = Object.values(sizes).map((size) => element('td', {}, size.toLocaleString('en')));
        return element('tr', {}, heading(name, 'row'), ...cells);
      }),
    ),
  );
};
