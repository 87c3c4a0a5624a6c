import type { StubHandler } from '../workload/stub-handler.ts';

/** Answers the caller's list as bytes. */
export type Answer = () => Promise<Buffer>;

/** One way of writing the call: built once, then asked over and over. */
export type CreateVariant = (requestHandler: StubHandler) => Answer;
