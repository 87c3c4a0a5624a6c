import type { Records } from '../../lib/table/encode.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from './build-records.ts';
import { adminView } from './export-text.ts';

/** An organization with an admin, a member, and a project of the member's. */
export const recordsOf = (id: number): Records => ({
  organizations: [buildOrganization({ id })],
  users: [buildUser({ id: 1 }), buildUser({ id: 2 })],
  members: [
    buildMember({ organizationId: id, userId: 1, role: 'admin' }),
    buildMember({ organizationId: id, userId: 2 }),
  ],
  projects: [buildProject({ organizationId: id, id: 10 * id, collaborators: [{ userId: 2, isOwner: true }] })],
});

/** The same as an admin sees it. */
export const viewOf = (id: number): object => adminView(recordsOf(id))[0] ?? {};
