/** The page at the root of the local stack. It asks the API as any client would and shows what it answers. */
import { ask, type Credential, loadCredentials, type Question, toCurl } from './ask.ts';
import { element, elementOf } from './element.ts';
import { showAnswer, type Told } from './show-answer.ts';

const KIND = { key: 'API key', jwt: 'JWT' } as const;

const form = elementOf('ask', HTMLFormElement);
const own = elementOf('own', HTMLInputElement);
const projects = elementOf('projects', HTMLInputElement);
const other = elementOf('other', HTMLSelectElement);
const result = elementOf('result', HTMLElement);
const copy = elementOf('copy', HTMLButtonElement);

let credentials = await loadCredentials();

const nameOf = (credential: Credential | undefined) =>
  credential === undefined ? 'no credential' : `${credential.as} (${KIND[credential.kind]})`;

const chosen = (): Credential | undefined => {
  const value = own.value.trim();
  if (value !== '') return { kind: value.startsWith('eyJ') ? 'jwt' : 'key', as: 'your own', value };
  return credentials[Number(new FormData(form).get('credential') ?? 0)];
};

const question = (credential: Credential | undefined): Question => ({ credential, withProjects: projects.checked });

const tell = async (credential: Credential | undefined): Promise<Told> => ({
  name: nameOf(credential),
  answer: await ask(question(credential)),
});

/** Which answer is the newest; an older one that comes late is not shown. */
let turn = 0;

const update = async () => {
  turn += 1;
  const mine = turn;
  result.ariaBusy = 'true';
  elementOf('raw', HTMLDetailsElement).hidden = false;
  try {
    credentials = await loadCredentials();
    const asker = chosen();
    const otherViewer = credentials[Number(other.value || Number.NaN)];
    const told = await Promise.all([tell(asker), otherViewer && tell(otherViewer)]);
    if (mine === turn) showAnswer(question(asker), ...told);
  } catch (error) {
    if (mine === turn) showFailure(error);
  }
  if (mine === turn) result.ariaBusy = 'false';
};

const showFailure = (error: unknown) => {
  const line = elementOf('status', HTMLElement);
  line.classList.add('bad');
  line.textContent = error instanceof TypeError ? 'No answer. Is npm start still running?' : String(error);
  for (const id of ['people', 'comparison']) elementOf(id, HTMLElement).replaceChildren();
  elementOf('raw', HTMLDetailsElement).hidden = true;
};

const renderChoice = (credential: Credential | undefined, index: number) => {
  const input = element('input', {
    type: 'radio',
    name: 'credential',
    value: String(index),
    defaultChecked: index === 0,
  });
  const kind = element('span', { className: 'badge' }, credential === undefined ? 'none' : KIND[credential.kind]);
  return element('label', {}, input, element('span', {}, credential?.as ?? 'no credential'), kind);
};

/** One of the samples, or none of them. */
const check = (index: number | undefined) => {
  for (const input of form.querySelectorAll<HTMLInputElement>('[type=radio]')) {
    input.checked = input.value === String(index);
  }
};

elementOf('credentials', HTMLElement).append(...[...credentials, undefined].map(renderChoice));
other.append(...credentials.map((credential, index) => new Option(nameOf(credential), String(index))));
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('change', ({ target }) => {
  if (target === own) check(own.value.trim() === '' ? 0 : undefined);
  else if (target instanceof HTMLInputElement && target.type === 'radio') own.value = '';
  copy.textContent = 'Copy';
  void update();
});
copy.addEventListener('click', async () => {
  await navigator.clipboard.writeText(toCurl(question(chosen())));
  copy.textContent = 'Copied';
});
elementOf('raw', HTMLDetailsElement).open = matchMedia('(min-width: 75rem)').matches;
await update();
