import { answerQuestion } from './answer-question.ts';
import { type createOptions, parseOptions } from './parse-options.ts';

/** A command in a document, and below it what it printed. */
const ANSWER = /```sh\nnpm run capacity -- (.*)\n```\n\n```text\n([\s\S]*?)\n```/g;

/** The questions of a document, each as its options, and the answers below them. */
export const readAnswers = (document: string): { readonly args: string; readonly answer: string }[] =>
  [...document.matchAll(ANSWER)].map(([, args = '', answer = '']) => ({ args, answer }));

/** The answer to options that are separated by spaces. */
export const answerOptions = (args: string, options: ReturnType<typeof createOptions>): Promise<string> =>
  answerQuestion(parseOptions(args.split(' '), options));

/** The document with its answers made anew, and otherwise the same. */
export const writeAnswers = async (document: string, options: ReturnType<typeof createOptions>): Promise<string> => {
  let written = document;
  for (const { args, answer } of readAnswers(document)) {
    const fresh = await answerOptions(args, options);
    const block = (text: string) => `npm run capacity -- ${args}\n\`\`\`\n\n\`\`\`text\n${text}\n`;
    written = written.replace(block(answer), () => block(fresh));
  }
  return written;
};
