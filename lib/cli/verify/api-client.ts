import { PATH } from '../../contract/route.ts';
import { ask, type Question } from './ask.ts';

/** Asks the API at this URL, which ends in its stage. */
export const createApiClient = (url: string) => {
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  const at = (path: string, question: Question = {}) => ask(new URL(path + (question.query ?? ''), base), question);
  return {
    list: (question: Question = {}) => at(PATH.join('/'), question),
    elsewhere: () => at('api/nothing-is-here'),
  };
};

export type ApiClient = ReturnType<typeof createApiClient>;
