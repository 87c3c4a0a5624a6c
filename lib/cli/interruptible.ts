import { constants } from 'node:os';
import { InterruptedError } from './cli-error.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that tidies up when it is interrupted, by Ctrl-C or by the system. A second signal ends the process at once.
 * @param work is aborted by the signal that it gets
 * @param describe says, when it was interrupted, what has been done by then
 * @throws InterruptedError when it was, whatever the work throws otherwise
 */
export const interruptible = async <Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  describe: () => string,
): Promise<Result> => {
  const controller = new AbortController();
  let interruptedBy: (typeof SIGNALS)[number] | undefined;
  const listeners = SIGNALS.map((name) => {
    const listen = () => {
      interruptedBy = name;
      controller.abort();
      stopListening();
    };
    return [name, listen] as const;
  });
  const stopListening = () => {
    for (const [name, listen] of listeners) process.off(name, listen);
  };
  for (const [name, listen] of listeners) process.on(name, listen);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (interruptedBy === undefined) throw error;
    throw new InterruptedError(describe(), constants.signals[interruptedBy]);
  } finally {
    stopListening();
  }
};
