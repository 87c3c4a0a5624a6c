import * as z from 'zod/mini';
import { answerSchema } from '../../lib/contract/model.ts';
import type { Table } from '../../lib/table/call.ts';
import type { Records } from '../../lib/table/encode.ts';
import { getItem } from '../../lib/table/get.ts';
import { buildMember, buildOrganization, buildProject, buildUser } from './build-records.ts';
import { adminView } from './export-text.ts';

/** An organization of two users who share its project. */
export const RECORDS: Records = {
  organizations: [buildOrganization()],
  users: [buildUser({ id: 1 }), buildUser({ id: 2 })],
  members: [buildMember({ userId: 1, role: 'admin' }), buildMember({ userId: 2 })],
  projects: [buildProject({ id: 100, collaborators: [{ userId: 2, isOwner: true }] })],
};

/** `RECORDS` as an admin's answer, with other fields of a user. */
export const withUser = (fields: object, id = 2) =>
  adminView({ ...RECORDS, users: RECORDS.users.map((user) => (user.id === id ? { ...user, ...fields } : user)) })[0] ??
  {};

/** @throws Error if there is no such item */
export const readItem = async (table: Table, key: Parameters<typeof getItem>[1]) => {
  const item = await getItem(table, key);
  if (item === undefined) throw new Error(`there is no item ${key.PK}/${key.SK}`);
  return item;
};

/** The organizations of an answer or an export. */
export const parseAnswer = (text: string) => z.parse(answerSchema, JSON.parse(text)).organizations;
