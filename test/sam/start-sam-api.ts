import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A command that `npm run sam:api` prints, taken apart. */
type CurlCommand = { readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** `npm run sam:api`, running. */
export type SamApi = {
  readonly commands: readonly CurlCommand[];
  /** All that it has printed so far, sam's own lines included. */
  readonly lines: readonly string[];
  /** Resolves when a line that matches has been printed; rejects when it ends before. */
  readonly printed: (pattern: RegExp) => Promise<string>;
  /** Asks it to end, as Ctrl-C does. @returns its exit code */
  readonly interrupt: () => Promise<number | null>;
};

/** The URL comes without its query. */
const COMMAND = /^curl -s '([^'?]+)(?:\?[^']*)?' -H '([\w-]+): ([^']+)'$/;

/** Resolves when the API answers. @throws Error with all that was printed when it ends before */
export const startSamApi = async (environment: NodeJS.ProcessEnv = process.env): Promise<SamApi> => {
  const child = spawn(process.execPath, ['lib/local/sam/api.ts', '--port', '0'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines: string[] = [];
  const output = createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const printed = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = (line: string) => {
        if (!pattern.test(line)) return;
        output.off('line', look);
        resolve(line);
      };
      lines.forEach(look);
      output.on('line', look);
      ended.then((code) => reject(new Error(`npm run sam:api ended with ${code}:\n${lines.join('\n')}`)));
    });
  const interrupt = () => {
    child.kill('SIGINT');
    return ended;
  };
  await printed(/CTRL\+C to quit/);
  const commands = lines.flatMap((line) => {
    const [, url, name, value] = COMMAND.exec(line) ?? [];
    return url === undefined || name === undefined || value === undefined ? [] : [{ url, headers: { [name]: value } }];
  });
  return { commands, lines, printed, interrupt };
};
