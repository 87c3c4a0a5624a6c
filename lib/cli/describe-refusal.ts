import { ApiKeyEndedError } from '../api-keys/refusals.ts';
import type { RefusalError } from '../contract/refusal.ts';
import {
  GracePeriodOverError,
  LastAdminError,
  MemberExistsError,
  OrganizationExistsError,
  SoleAdminError,
  TrialExistsError,
} from '../organizations/refusals.ts';
import { OrganizationDeletedError, UserErasedError, UserMissingError } from '../table/existing.ts';
import { IdentityTakenError, UserIdInUseError } from '../users/refusals.ts';

/** Advice on a refusal; undefined if its message is enough. */
const adviceOn = (error: RefusalError): string | undefined => {
  if (error instanceof OrganizationDeletedError)
    return `Restore it with \`organizations restore ${error.organizationId}\`.`;
  if (error instanceof OrganizationExistsError) return 'Choose another id, or rename it.';
  if (error instanceof UserMissingError) return `Add them with \`users add ${error.userId}\`.`;
  if (error instanceof UserErasedError)
    return 'Add a new user under this id with `users add`, if that is what you want.';
  if (error instanceof MemberExistsError) return 'Change the role with `organizations set-role`.';
  if (error instanceof LastAdminError) return 'Make another member an admin first.';
  if (error instanceof SoleAdminError) return 'Make another member an admin, or delete the organization, first.';
  if (error instanceof TrialExistsError) return 'Move its end with --extend.';
  if (error instanceof GracePeriodOverError) return 'Give it a new end with --trial-expires.';
  if (error instanceof ApiKeyEndedError) return 'Issue a new one with `keys issue`.';
  if (error instanceof IdentityTakenError) return `Unlink it first, with \`users unlink ${error.userId}\`.`;
  if (error instanceof UserIdInUseError)
    return 'Unlink the identities and remove the member first, or choose another id.';
  return undefined;
};

/** A refusal as sentences for an operator: the broken rule, and what to do about it. */
export const describeRefusal = (error: RefusalError): string => {
  const sentence = `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`;
  return [sentence, adviceOn(error) ?? []].flat().join(' ');
};
