import { computeCapacity } from './compute-capacity.ts';
import type { Question } from './parse-options.ts';
import { profileRequests } from './profile-requests.ts';
import { readMeasured } from './read-measured.ts';
import { renderCapacity } from './render-capacity.ts';

/** What the question's data is, and what each of its requests takes. */
export const findFacts = async (question: Question) => {
  const measured = readMeasured();
  return { question, measured, ...(await profileRequests(question, measured)) };
};

/** The answer to a question, as text. */
export const answerQuestion = async (question: Question): Promise<string> =>
  renderCapacity(question, computeCapacity(await findFacts(question)));
