/**
 * A rule of the business refuses a change, and nothing was changed. Each rule has its own class. The message is a sentence
 * without its full stop.
 */
export abstract class RefusalError extends Error {}
