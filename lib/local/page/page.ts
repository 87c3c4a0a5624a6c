/** The page at the root of the local stack: sends requests to the API and shows the answers. */
import { ask, type Credential, loadCredentials, type Question, REQUEST_FORMS, toCredential } from './ask.ts';
import { element, elementOf } from './element.ts';
import { type NamedAnswer, showAnswer } from './show-answer.ts';
import { explainCaller, showCaller } from './show-caller.ts';

const KIND = { key: 'API key', jwt: 'JWT' } as const;

const form = elementOf('ask', HTMLFormElement);
const pasted = elementOf('own', HTMLInputElement);
const projects = elementOf('projects', HTMLInputElement);
const other = elementOf('other', HTMLSelectElement);
const result = elementOf('result', HTMLElement);
const copy = elementOf('copy', HTMLButtonElement);

let credentials = await loadCredentials();

/** What the choices are called in the form and in the address: the tokens themselves are new after each start. */
const keyOf = ({ kind, as }: Credential) => `${kind} ${as}`;
const NONE = 'none';

const nameOf = (credential: Credential | undefined) =>
  credential === undefined ? 'no credential' : `${credential.as} (${KIND[credential.kind]})`;

const chosen = (): Credential | undefined => {
  const value = pasted.value.trim();
  if (value !== '') return toCredential(value);
  return named(new FormData(form).get('credential'));
};

/** By {@link keyOf}; undefined for what names none. */
const named = (key: FormDataEntryValue | null) => credentials.find((credential) => keyOf(credential) === key);

const question = (credential: Credential | undefined): Question => ({ credential, withProjects: projects.checked });

const askAs = async (credential: Credential | undefined): Promise<NamedAnswer> => ({
  name: nameOf(credential),
  answer: await ask(question(credential)),
});

/** Which answer is the newest; an older one that comes late is not shown. */
let turn = 0;

const update = async () => {
  turn += 1;
  const thisTurn = turn;
  result.ariaBusy = 'true';
  const line = elementOf('status', HTMLElement);
  line.classList.remove('bad');
  line.textContent = 'Sending the request …';
  showRequest();
  try {
    credentials = await loadCredentials();
    const asker = chosen();
    const otherViewer = named(other.value);
    // One after the other: each is timed alone, and the browser notes the size of each by the URL that they share
    const answer = await askAs(asker);
    const otherAnswer = otherViewer && (await askAs(otherViewer));
    const caller = pasted.value.trim() === '' ? undefined : await explainCaller(question(asker));
    if (thisTurn === turn) {
      showAnswer(answer, otherAnswer);
      showCaller(caller);
    }
  } catch (error) {
    if (thisTurn === turn) showFailure(error);
  }
  if (thisTurn === turn) result.ariaBusy = 'false';
};

const showRequest = () => {
  const form = elementOf('form', HTMLSelectElement).value;
  const toText = form === 'fetch' || form === 'client' ? REQUEST_FORMS[form] : REQUEST_FORMS.curl;
  elementOf('request', HTMLInputElement).value = toText(question(chosen()));
  copy.textContent = 'Copy';
};

/** Who asks and what is shown, so that a link leads here again. A credential that somebody typed in is never part of it. */
const writeAddress = () => {
  const parameters = new URLSearchParams();
  if (pasted.value.trim() === '') parameters.set('as', String(new FormData(form).get('credential')));
  if (!projects.checked) parameters.set('projects', 'false');
  if (other.value !== '') parameters.set('other', other.value);
  history.replaceState(null, '', `?${parameters}`);
};

const readAddress = () => {
  const parameters = new URLSearchParams(location.search);
  const as = parameters.get('as');
  if ([...form.querySelectorAll<HTMLInputElement>('[type=radio]')].some(({ value }) => value === as)) check(as ?? '');
  projects.checked = parameters.get('projects') !== 'false';
  other.value = parameters.get('other') ?? '';
  if (other.selectedIndex === -1) other.value = '';
};

const showFailure = (error: unknown) => {
  const line = elementOf('status', HTMLElement);
  line.classList.add('bad');
  showCaller(undefined);
  line.textContent = error instanceof Error ? wordsFor(error) : String(error);
  for (const id of ['headers', 'comparison']) elementOf(id, HTMLElement).replaceChildren();
  elementOf('people', HTMLElement).replaceChildren(element('p', { className: 'notice bad' }, line.textContent));
  elementOf('raw', HTMLDetailsElement).hidden = true;
};

const wordsFor = (error: Error): string => {
  if (error instanceof TypeError) return 'No answer. Is npm start still running?';
  return error instanceof SyntaxError ? 'The answer is not JSON.' : error.message;
};

const renderChoice = (credential: Credential | undefined, index: number) => {
  const input = element('input', {
    type: 'radio',
    name: 'credential',
    value: credential === undefined ? NONE : keyOf(credential),
    defaultChecked: index === 0,
  });
  const kind = element('span', { className: 'badge' }, credential === undefined ? 'none' : KIND[credential.kind]);
  return element('label', {}, input, element('span', {}, credential?.as ?? 'no credential'), kind);
};

/** One of the samples, or none of them. */
const check = (value: string | undefined) => {
  for (const input of form.querySelectorAll<HTMLInputElement>('[type=radio]')) input.checked = input.value === value;
};

elementOf('credentials', HTMLElement).append(...[...credentials, undefined].map(renderChoice));
other.append(...credentials.map((credential) => new Option(nameOf(credential), keyOf(credential))));
readAddress();
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('change', ({ target }) => {
  const [first] = credentials;
  if (target === pasted) check(pasted.value.trim() === '' && first ? keyOf(first) : undefined);
  else if (target instanceof HTMLInputElement && target.type === 'radio') pasted.value = '';
  writeAddress();
  void update();
});
elementOf('form', HTMLSelectElement).addEventListener('change', showRequest);
copy.addEventListener('click', async () => {
  await navigator.clipboard.writeText(elementOf('request', HTMLInputElement).value);
  copy.textContent = 'Copied';
});
elementOf('raw', HTMLDetailsElement).open = matchMedia('(min-width: 75rem)').matches;
await update();
