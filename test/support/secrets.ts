import { expect } from 'vitest';

/** API keys, JWTs, e-mail addresses, and the headers that carry a credential. */
const SECRET =
  /\bei_[\w.~+/=-]{6,}|\beyJ[\w-]{8,}|[\w.+-]+@[\w-]+\.\w{2,}|\b(x-api-key|x-jwt-token|cookie)["']?\s*[:=]/i;

/**
 * Checks that nothing which nobody may read is in what the functions wrote.
 * @param sent the credentials of all requests
 */
export const expectNoSecrets = (lines: readonly string[], sent: Iterable<string>): void => {
  expect(lines.filter((line) => SECRET.test(line))).toEqual([]);
  const written = lines.join('\n');
  for (const credential of sent) {
    // What is shorter would be found by chance, such as `x` or `a.b.c`
    if (credential.length >= 16) expect(written.includes(credential), 'a credential was written').toBe(false);
  }
};
