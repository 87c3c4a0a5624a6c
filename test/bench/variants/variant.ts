import type { StubHandler } from '../workload/stub-handler.ts';

/** Answers the caller's list as bytes, in one piece or several. */
export type Answer = () => Promise<readonly Uint8Array[]>;

/** One way of writing the call: built once, then asked over and over. */
export type CreateVariant = (requestHandler: StubHandler) => Answer;
