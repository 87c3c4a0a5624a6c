/**
 * A rule of the business refuses what was asked for, and nothing was changed. Each rule has a class of its own, whose fields
 * say whom it is about; the message is a sentence without its full stop.
 */
export abstract class RefusalError extends Error {}
