import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** The texts that tell people what to type. */
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'lib/local/RUNNING.md',
  'lib/cli/MANUAL.md',
  'cdk/DEPLOYING.md',
] as const;

const PROGRAMS = 'npm|npx|node|sam|cdk|aws|curl|docker|pip|git|java|cfn-lint';
const COMMAND = new RegExp(`^(?:[A-Z][A-Z0-9_]*=\\S+ )*(?:${PROGRAMS}) \\S`);

/** Every command of a Markdown text: the lines of its shell blocks, and what is set in code and begins like one. */
export const commandsOf = (markdown: string): string[] => {
  const blocks = [...markdown.matchAll(/^ *```(?:sh|bash|shell|console)\n([\s\S]*?)^ *```$/gm)].map(
    ([, text = '']) => text,
  );
  const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  const prose = markdown.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
  const inline = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text).filter((text) => COMMAND.test(text));
  const commands = [...lines, ...inline]
    .flatMap((line) => line.replace(/(^|\s)#.*$/, '').split('&&'))
    .map((command) => command.replaceAll(/\s+/g, ' ').trim());
  return [...new Set(commands.filter((command) => command !== ''))];
};

const readCommands = (name: string) => commandsOf(readFileSync(join(ROOT, name), 'utf8'));

/** Every command of the documents for developers, and those by which the runbook changes what is deployed. */
export const documentedCommands = (): string[] => [
  ...new Set([
    ...DOCUMENTS.flatMap(readCommands),
    ...readCommands('cdk/RUNBOOK.md').filter((command) => isCdk(command) || isAws(command)),
  ]),
];

/** Whether it is a command of the CDK CLI. One of each verb is run as it is printed, up to the point where AWS is asked. */
export const isCdk = (command: string): boolean => command.startsWith('npx cdk ');

/** Whether it asks for the capacity of a deployment. One test makes all of their answers. */
const isCapacity = (command: string): boolean => command.startsWith('npm run capacity -- ');

/** Whether it is a command of the AWS CLI, which is run as it is printed where that is installed. */
export const isAws = (command: string): boolean => command.startsWith('aws ');

/** Whether it is a whole command for the operator's command line, which may be run against a local stack as it is. */
export const isOperators = (command: string): boolean =>
  /^(npm run organizations -- |npx organizations )/.test(command);

/** What the runbook tells its readers to set. */
export const VARIABLES = {
  TABLE: 'Organizations-TableOrganizations-1ABC',
  TABLE_ARN: 'arn:aws:dynamodb:eu-central-1:123456789012:table/Organizations-TableOrganizations-1ABC',
  KEY_ID: '1234abcd-12ab-34cd-56ef-1234567890ab',
  TRAIL: 'changes',
  BUCKET: 'copies',
  OTHER_ACCOUNT: '210987654321',
};

type Proof =
  /** `.ci/run` has it as a line of its own; `--silent`, options and a comment may be there. */
  | { readonly by: '.ci/run' }
  /** A test runs it; what it runs is found there in these words. */
  | { readonly by: string; readonly words: string }
  /** `documented-commands.test.ts` runs it in a copy of the sources, and ends it once its output has these words. */
  | { readonly by: 'copy'; readonly prints: RegExp };

/** The proof of commands that one test runs all of, as they are printed. */
const proofOf = (
  isOne: (command: string) => boolean,
  words: string,
  by = 'test/integration/documented-commands.test.ts',
): Readonly<Record<string, Proof>> =>
  Object.fromEntries(
    documentedCommands()
      .filter(isOne)
      .map((command) => [command, { by, words }]),
  );

/** What keeps each documented command from rotting. */
export const PROOFS: Readonly<Record<string, Proof>> = {
  'npm ci': { by: '.ci/run' },
  'npm test': { by: '.ci/run' },
  'npm run check': { by: '.ci/run' },
  'npm run lint:template': { by: '.ci/run' },
  'npm run fuzz': { by: '.ci/run' },
  'npm run audit': { by: '.ci/run' },
  'npm run test:dynamodb-local': { by: '.ci/run' },
  'npm run test:issuers': { by: '.ci/run' },
  // npm test runs the same tests with fewer requests
  'npm run soak': { by: 'test/faults/storm.test.ts', words: 'isSoak' },
  'npm run mutation': { by: 'copy', prints: /Starting initial test run/ },
  'npm run plant': { by: 'test/unit/plant.test.ts', words: "'test/mutation/plant.ts'" },
  // What it writes is made anew there, and compared
  'npm run licenses': { by: 'test/integration/bundled-packages.test.ts', words: 'toBe(renderList(packages))' },
  'npm run bench': { by: '.ci/run' },
  'npm run bench:tenants': { by: '.ci/run' },
  'npm run capacity': {
    by: 'test/bench/capacity/capacity-options.test.ts',
    words: "'test/bench/capacity/capacity.ts'",
  },
  'npm start': { by: 'test/integration/npm-scripts.test.ts', words: "spawn('npm', parameters" },
  'npm start --silent -- --json': {
    by: 'test/integration/npm-scripts.test.ts',
    words: "'start', '--silent', '--', '--json'",
  },
  'npm start -- --port 8080': { by: 'test/integration/local-start.test.ts', words: "run('--port', '0')" },
  'npm start -- --data ./data': { by: 'test/integration/local-start.test.ts', words: "'--data', data" },
  'npm start -- --commands': {
    by: 'test/integration/local-surroundings.test.ts',
    words: "onTerminal('--commands'",
  },
  'npm run dev': { by: 'test/integration/local-dev.test.ts', words: "'lib/local/start.ts', '--watch'" },
  'npm run fix': { by: 'test/integration/documented-commands.test.ts', words: "run('npm run fix')" },
  'npm run openapi': { by: 'test/integration/documented-commands.test.ts', words: "'npm run openapi'" },
  'npm run screenshot': { by: 'test/browser/screenshot.test.ts', words: "('npm run screenshot'" },
  'npm run sam:api': { by: 'test/sam/start-sam-api.ts', words: "'lib/local/sam/api.ts', '--port', '0'" },
  'npm run sam:invoke -- authorizer': { by: 'test/sam/invoke.test.ts', words: "invoke('authorizer', event)" },
  'npm run sam:invoke -- list-organizations test/events/list-organizations/jwt.json': {
    by: 'test/sam/invoke.test.ts',
    words: "invoke('list-organizations', event)",
  },
  'npm run test:sam': { by: '.ci/run' },
  'npm run test:schemathesis': { by: '.ci/run' },
  ...proofOf(isOperators, 'filter(isOperators)'),
  ...proofOf(isCdk, 'filter(isCdk)', 'test/infrastructure/documented-contexts.test.ts'),
  ...proofOf(isCapacity, 'readAnswers(deploying)', 'test/bench/capacity/capacity-options.test.ts'),
  ...proofOf(isAws, 'filter(isAws)'),
  'E2E_URL=https://…/v1 E2E_API_KEY=ei_… E2E_JWT=eyJ… npm run e2e': {
    by: 'test/integration/documented-commands.test.ts',
    words: "run('npm run e2e -- ",
  },
};
