/** What came of a check; `detail` says what was seen instead, or what to know about it. */
export type Outcome = { readonly check: string; readonly passed: boolean; readonly detail?: string };

export type Check = {
  readonly check: string;
  /** @returns what is wrong; nothing where all is well */
  readonly findFault: () => Promise<string | undefined>;
};

/** Runs checks one after the other. A check that throws has failed. @param signal ends it before the next check */
export const runChecks = async (checks: readonly Check[], signal: AbortSignal): Promise<Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const { check, findFault } of checks) {
    signal.throwIfAborted();
    const fault = await findFault().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
    outcomes.push(fault === undefined ? { check, passed: true } : { check, passed: false, detail: fault });
  }
  return outcomes;
};
