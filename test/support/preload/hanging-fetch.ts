/** Is imported before a function: what it fetches never comes, whatever the function would do about it. */
globalThis.fetch = () => new Promise(() => undefined);
