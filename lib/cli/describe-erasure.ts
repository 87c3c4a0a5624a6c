import type { Erasure } from '../organizations/erase-user.ts';
import type { Cli } from './cli.ts';

/** What was removed, or would be, for `--json`. */
export const erasureAsJson = (id: number, erasure: Erasure, isDryRun: boolean): object => ({
  id,
  dryRun: isDryRun,
  organizations: idsOf(erasure.organizationIds),
  projects: projectsOf(erasure).map(({ organizationId, projectId, ...project }) => ({
    ...{ organization: organizationId, id: projectId },
    ...project,
  })),
  identities: erasure.identities,
  withoutAdmin: idsOf(erasure.withoutAdmin),
  mentions: mentionsOf(erasure),
});

/** What was removed, or would be, and what stays. */
export const describeErasure = (
  { renderTable }: Pick<Cli, 'renderTable'>,
  id: number,
  erasure: Erasure,
  isDryRun: boolean,
): string => {
  const { identities } = erasure;
  const projects = projectsOf(erasure);
  const [organizationIds, withoutAdmin] = [idsOf(erasure.organizationIds), idsOf(erasure.withoutAdmin)];
  const mentions = mentionsOf(erasure);
  const table = (title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
    rows.length === 0 ? [] : [`${title}\n${renderTable(head, rows)}`];
  return [
    isDryRun ? `Dry run, nothing was changed. Of user ${id}, this would be removed:` : `User ${id} is erased. Removed:`,
    [
      'profile and account',
      `memberships: ${organizationIds.length === 0 ? 'none' : `in organizations ${organizationIds.join(', ')}`}`,
      `collaborator or owner of projects: ${projects.length}`,
      `identities: ${identities.length}`,
    ]
      .map((line) => `  ${line}`)
      .join('\n'),
    ...table(
      'Projects:',
      ['organization', 'project', 'as collaborator', 'as owner'],
      projects.map(({ organizationId, projectId, isCollaborator, isOwner }) => [
        ...[organizationId, projectId, isCollaborator ? 'yes' : 'no', isOwner ? 'yes' : 'no'],
      ]),
    ),
    ...table(
      'Identities:',
      ['issuer', 'claim', 'subject'],
      identities.map(({ issuer, claim, value }) => [issuer, claim, value]),
    ),
    ...(withoutAdmin.length === 0
      ? []
      : [`Not listed, and without an admin now: organizations ${withoutAdmin.join(', ')}. Add one after a restore.`]),
    [
      'What stays:',
      '  a placeholder with the id and the date, without personal data',
      '  API keys: the table does not store who issued them',
      '  texts that people wrote: names, descriptions, metadata',
      '  logs, backups, and what was exported',
    ].join('\n'),
    ...table(
      'Texts with the e-mail address:',
      ['item', 'attributes'],
      mentions.map(({ key, attributes }) => [key, attributes.join(', ')]),
    ),
  ].join('\n\n');
};

const idsOf = (ids: ReadonlySet<number>): number[] => [...ids].toSorted((one, other) => one - other);

/** A scan has no order. */
const projectsOf = ({ projects }: Erasure) =>
  projects.toSorted((one, other) => one.organizationId - other.organizationId || one.projectId - other.projectId);

const mentionsOf = ({ mentions }: Erasure) =>
  mentions
    .map(({ key, attributes }) => ({ key: `${key.PK}/${key.SK}`, attributes }))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1));
