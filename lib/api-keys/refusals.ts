/** Errors for broken rules about API keys. No message contains a key. */
import { RefusalError } from '../contract/refusal.ts';

/** The organization has no such key. */
export class ApiKeyMissingError extends RefusalError {
  override readonly name = 'ApiKeyMissingError';

  constructor(organizationId: number, keyId: number) {
    super(`organization ${organizationId} has no key ${keyId}`);
  }
}

/** A key that the customer chose does not have the form of a key. */
export class ApiKeyMalformedError extends RefusalError {
  override readonly name = 'ApiKeyMalformedError';

  constructor() {
    super(
      'a key begins with ei_ and has 32 to 256 characters of A-Z a-z 0-9 . _ ~ + / = -; only generated keys begin with ei_org_',
    );
  }
}

/** The key already exists, possibly revoked. */
export class ApiKeyExistsError extends RefusalError {
  override readonly name = 'ApiKeyExistsError';

  constructor() {
    super('this key already exists; a revoked key cannot be issued again');
  }
}

/** The requested expiry is in the past. */
export class ApiKeyExpiryPastError extends RefusalError {
  override readonly name = 'ApiKeyExpiryPastError';

  constructor() {
    super('a key cannot expire in the past');
  }
}

/** The key is revoked or expired, so it cannot be rotated. */
export class ApiKeyEndedError extends RefusalError {
  override readonly name = 'ApiKeyEndedError';

  constructor(keyId: number, state: 'revoked' | 'expired') {
    super(`key ${keyId} is ${state}`);
  }
}
