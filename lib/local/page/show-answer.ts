import type { Answer } from './ask.ts';
import { count, element, elementOf, longList } from './element.ts';
import { parseExactly } from './exact-json.ts';
import { createOtherViewer, sizesOf } from './other-viewer.ts';
import { renderJson } from './render-json.ts';
import { renderOrganization } from './render-organization.ts';

const ORGANIZATIONS_AT_FIRST = 20;

/** Somebody's answer, with the words for them. */
export type NamedAnswer = {
  readonly name: string;
  readonly answer: Answer;
};

/** Shows the answer, and what is different in the other one, if there is one. */
export const showAnswer = (asker: NamedAnswer, other: NamedAnswer | undefined): void => {
  const { answer } = asker;
  showStatus(answer);
  elementOf('comparison', HTMLElement).replaceChildren(...(other ? [renderComparison(asker, other)] : []));
  const otherViewer = other && createOtherViewer(other.name, other.answer);
  const cards = longList(
    'organizations',
    answer.organizations,
    (organization) => element('li', {}, renderOrganization(organization, otherViewer)),
    { first: ORGANIZATIONS_AT_FIRST, word: 'organization' },
  );
  elementOf('people', HTMLElement).replaceChildren(...explain(answer), ...cards);
  showJson(answer);
};

/** What to make of an answer without organizations, or of one that is not whole, in the place where they would be. */
const explain = ({ status, error, organizations }: Answer): HTMLElement[] => {
  if (error === undefined) {
    const nothing = element('p', { className: 'notice' }, 'No organizations. An empty list is a success.');
    return organizations.length === 0 ? [nothing] : [];
  }
  const part = organizations.length === 0 ? [] : [' What had been sent before is below.'];
  return [element('p', { className: 'notice bad' }, element('strong', {}, String(status)), ` ${error}`, ...part)];
};

const sizeOf = (bytes: number) =>
  bytes < 1000
    ? count(bytes, 'byte')
    : `${(bytes / 1000).toLocaleString('en', { maximumFractionDigits: bytes < 100_000 ? 1 : 0 })} kB`;

const showStatus = ({ status, error, organizations, text, ...answer }: Answer) => {
  const line = elementOf('status', HTMLElement);
  line.classList.toggle('bad', error !== undefined);
  const { wireBytes } = answer;
  const onTheWire = wireBytes === undefined ? '' : ` (${sizeOf(wireBytes)} on the wire)`;
  const size = `${sizeOf(new Blob([text]).size)}${onTheWire}`;
  const times = `first byte after ${Math.round(answer.firstByteMs)} ms, all after ${Math.round(answer.milliseconds)} ms`;
  line.textContent = `${status} · ${error ?? `${count(organizations.length, 'organization')}, ${size}, ${times}`}`;
  const rows = answer.headers.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]);
  elementOf('headers', HTMLElement).replaceChildren(...rows);
};

const showJson = ({ text }: Answer) => {
  elementOf('json', HTMLElement).replaceChildren(renderJson(parseExactly(text), ['organizations', 0]));
  elementOf('save', HTMLButtonElement).onclick = () => save(text);
  elementOf('raw', HTMLDetailsElement).hidden = false;
};

const save = (text: string) => {
  const href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  element('a', { href, download: 'organizations.json' }).click();
  URL.revokeObjectURL(href);
};

const renderComparison = (asker: NamedAnswer, other: NamedAnswer) => {
  const rows = [asker, other].map(({ name, answer }) => ({ name, sizes: sizesOf(answer) }));
  const heading = (text: string, scope: string) => element('th', { scope }, text);
  const columns = Object.keys(sizesOf(asker.answer)).map((name) => heading(name, 'col'));
  return element(
    'table',
    {},
    element(
      'caption',
      {},
      `Struck out below: organizations, members, projects and billing that ${other.name} does not see.`,
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
