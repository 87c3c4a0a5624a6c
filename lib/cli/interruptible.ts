import { constants } from 'node:os';
import { InterruptedError } from './cli-error.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that cleans up when Ctrl-C or the system interrupts it. A second signal ends the process at once.
 * @param work its signal is aborted by the interruption
 * @param describe returns what has been done up to the interruption
 * @throws InterruptedError if it was interrupted and the work therefore failed; otherwise whatever the work throws
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
