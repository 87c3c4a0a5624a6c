import { compareWithSimulation } from './compare-with-simulation.ts';
import { computeCapacity } from './compute-capacity.ts';
import type { parseOptions, Question } from './parse-options.ts';
import { profileRequests } from './profile-requests.ts';
import { readMeasured } from './read-measured.ts';
import { renderCapacity } from './render-capacity.ts';
import { renderComparison } from './render-comparison.ts';

/** What the question's data is, and what each of its requests takes. */
export const findFacts = async (question: Question) => {
  const measured = readMeasured();
  return { question, measured, ...(await profileRequests(question, measured)) };
};

/** The answer to a question, as text; with `simulate`, compared with a simulation. */
export const answerQuestion = async ({ question, flags }: ReturnType<typeof parseOptions>): Promise<string> => {
  const facts = await findFacts(question);
  const answer = renderCapacity(question, computeCapacity(facts));
  return flags.simulate ? `${answer}\n\n${renderComparison(compareWithSimulation(facts))}` : answer;
};
