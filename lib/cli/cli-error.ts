/** What an operator asked for cannot be done. The message is a sentence for them; the exit status is 1. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
}

/** What an operator wrote does not say what is to be done, such as options that contradict each other; the exit status is 2. */
export class MisuseError extends CliError {
  override readonly name = 'MisuseError';
}

/** The operator, or the system, ended a command in its middle; the exit status is 128 and the signal's number, as in a shell. */
export class InterruptedError extends CliError {
  override readonly name = 'InterruptedError';
  readonly status: number;

  constructor(message: string, signal: number) {
    super(message);
    this.status = 128 + signal;
  }
}
