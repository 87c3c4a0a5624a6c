import { headersOf, type Question } from './ask.ts';
import { elementOf } from './element.ts';

/** What the local stack says about a credential, which the API tells nobody. */
export type Caller = { readonly isAccepted: boolean; readonly text: string };

/** Undefined where it cannot be said. The credential goes in a header, so that no address has it. */
export const explainCaller = async (question: Question): Promise<Caller | undefined> => {
  const response = await fetch('/caller.json', { headers: headersOf(question), credentials: 'omit' });
  return response.ok ? response.json() : undefined;
};

/** Says it below the credential. Undefined: nothing is said. */
export const showCaller = (caller: Caller | undefined): void => {
  const line = elementOf('caller', HTMLElement);
  line.classList.toggle('refused', caller?.isAccepted === false);
  line.textContent = caller?.text ?? '';
};
