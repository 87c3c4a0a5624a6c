import type { Template } from 'aws-cdk-lib/assertions';
import { resolvePseudoParameters } from './resolve-pseudo-parameters.ts';

/** What a resource of a template is, besides its name. */
type Resource = {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
};

/** Every resource by its logical id, as CloudFormation sees it. */
export const readResources = (template: Template): ReadonlyMap<string, Resource> =>
  // CDK's assertions hand templates out untyped.
  new Map(Object.entries(resolvePseudoParameters(template.toJSON()['Resources']) as Record<string, Resource>));

/** Versions and deployments are named by what they consist of. CDK's name of all others ends in a hash of their path. */
const nameResource = (id: string) =>
  id.replace(/(CurrentVersion|Deployment)[0-9A-F]{8}[0-9a-f]{32}$/, '$1').replace(/[0-9A-F]{8}$/, '');

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** What an update would do: `+` is created, `-` leaves the stack, `~` is changed in place. Metadata does not count. */
export const findChanges = (before: Template, after: Template): string[] => {
  const [old, current] = [readResources(before), readResources(after)];
  const of = ({ Metadata: _, ...resource }: Resource & { Metadata?: unknown }) => resource;
  const changed = [...current].flatMap(([id, resource]) => {
    const previous = old.get(id);
    if (previous === undefined) return [`+ ${nameResource(id)}`];
    return isSame(of(previous), of(resource)) ? [] : [`~ ${nameResource(id)}`];
  });
  const removed = [...old.keys()].filter((id) => !current.has(id)).map((id) => `- ${nameResource(id)}`);
  return [...changed, ...removed].sort();
};
