import type * as z from 'zod/mini';
import { organizationSchema, organizationUserSchema, projectCollaboratorSchema } from '../../contract/model.ts';
import type { Attributes } from '../../table/decode.ts';
import { encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../table/encode.ts';
import { memberItemSchema, organizationItemSchema, type UserProfile, userProfileSchema } from '../../table/items.ts';
import { SORT_KEY } from '../../table/schema.ts';
import { whyNotStorable } from './check-storable.ts';
import { DerivedFields } from './derived-fields.ts';
import type { Draft } from './draft.ts';
import { Examiner } from './examiner.ts';
import { DIFFERENT_PROFILES, mergeProfiles } from './merge-profiles.ts';
import { importedProjectSchema, storedProjectSchema } from './project-schemas.ts';

/** More of one organization than this say nothing new. */
const MOST_FAULTS = 5;

/** Texts of collaborators that are remembered, half a kilobyte each. */
const MOST_TEXTS = 20_000;

type Collaborator = { readonly userId: number; readonly isOwner: boolean };

/** Collects an organization piece by piece, as its text is read; users and projects are taken apart as they come. */
export class OrganizationDrafter {
  readonly #items: Attributes[] = [];
  readonly #keys = new Set<string>();
  readonly #users = new Map<number, { readonly text: string; readonly profile: UserProfile }>();
  /** By their text. */
  readonly #collaborators = new Map<string, Collaborator>();
  readonly #examiner = new Examiner(() => `organization ${this.#id ?? '?'}`);
  readonly #derived = new DerivedFields();
  /** What cannot be encoded before the organization's id is known. */
  #waiting: ((organizationId: number) => void)[] = [];
  #id: number | undefined;

  /** @param id the organization's, as soon as it has been read; until then undefined */
  learnId(id: unknown): void {
    if (this.#id !== undefined || id === undefined) return;
    const parsed = organizationSchema.shape.id.safeParse(id);
    if (!parsed.success) return;
    this.#id = parsed.data;
    for (const encode of this.#waiting) encode(parsed.data);
    this.#waiting = [];
  }

  addUser(value: unknown, index: number): void {
    const path = `users[${index}]`;
    const user = this.#examiner.parse(organizationUserSchema, value, path);
    if (user === undefined) return;
    this.#meet(user.id, pick(user, userProfileSchema), path);
    const member = { ...pick(user, memberItemSchema), userId: user.id };
    this.#encode(path, (organizationId) => encodeMember({ ...member, organizationId }));
  }

  addProject(value: unknown, index: number): void {
    const path = `projects[${index}]`;
    const project = this.#examiner.parse(importedProjectSchema, value, path);
    if (project === undefined) return;
    this.#derived.add(project);
    // as it was read: zod leaves out what is called __proto__
    const why = whyNotStorable(Object(value).metadata, `${path}.metadata`);
    if (why !== undefined) {
      this.#examiner.faults.push(why);
      return;
    }
    const collaborators = project.collaborators.flatMap((collaborator, position) =>
      this.#addCollaborator(collaborator, `${path}.collaborators[${position}]`),
    );
    if (new Set(collaborators.map(({ userId }) => userId)).size < collaborators.length) {
      this.#examiner.faults.push(`${path}.collaborators: somebody is in it twice`);
    }
    const inOrder = collaborators.toSorted((one, other) => one.userId - other.userId);
    const stored = { ...pick(project, storedProjectSchema), id: project.id, collaborators: inOrder };
    this.#encode(path, (organizationId) => encodeProject({ ...stored, organizationId }));
  }

  /** @param head the organization without its users and projects, of which only that they are lists is left */
  finish(head: unknown): Draft {
    const organization = this.#examiner.parse(organizationSchema, head, '');
    this.learnId(organization?.id);
    if (organization !== undefined) this.#derived.compare(organization, this.#examiner.notes);
    const item =
      organization && encodeOrganization({ ...pick(organization, organizationItemSchema), id: organization.id });
    if (item !== undefined) this.#examiner.requireStorable('the organization', item);
    return {
      id: this.#id,
      organization: item,
      items: this.#items,
      users: new Map([...this.#users].map(([id, { profile }]) => [id, profile])),
      hasProjects: organization?.projects !== undefined,
      faults: this.#examiner.faults.slice(0, MOST_FAULTS),
      notes: this.#examiner.notes,
    };
  }

  /** The same people are in most projects of an organization, with the same text. */
  #addCollaborator(value: unknown, path: string): Collaborator[] {
    const text = JSON.stringify(value);
    const known = this.#collaborators.get(text);
    if (known !== undefined) return [known];
    const parsed = this.#examiner.parse(projectCollaboratorSchema, value, path);
    if (parsed === undefined) return [];
    this.#meet(parsed.id, pick(parsed, userProfileSchema), path);
    const collaborator = { userId: parsed.id, isOwner: parsed.isOwner };
    if (this.#collaborators.size === MOST_TEXTS) this.#collaborators.clear();
    this.#collaborators.set(text, collaborator);
    return [collaborator];
  }

  /** Takes a profile; those of the same user are mostly the same. */
  #meet(id: number, profile: UserProfile, path: string): void {
    const text = JSON.stringify(profile);
    const known = this.#users.get(id);
    if (known?.text === text) return;
    if (known === undefined) {
      this.#examiner.requireStorable(path, encodeUser({ id, ...profile }));
      this.#users.set(id, { text, profile });
      return;
    }
    const merged = mergeProfiles(known.profile, profile);
    if (merged.differ) this.#examiner.notes.add(DIFFERENT_PROFILES, `user ${id}`);
    this.#users.set(id, { text: JSON.stringify(merged.profile), profile: merged.profile });
  }

  #encode(path: string, encode: (organizationId: number) => Attributes): void {
    const add = (organizationId: number) => {
      const item = encode(organizationId);
      const sortKey = item[SORT_KEY]?.S ?? '';
      if (this.#keys.has(sortKey)) this.#examiner.faults.push(`${path}: its id is in the list twice`);
      this.#keys.add(sortKey);
      this.#examiner.requireStorable(path, item);
      this.#items.push(item);
    };
    if (this.#id === undefined) this.#waiting.push(add);
    else if (this.#examiner.faults.length < MOST_FAULTS) add(this.#id);
  }
}

/** The fields of a value that a schema names. */
const pick = <Schema extends z.ZodMiniObject>(value: z.infer<Schema> & object, schema: Schema): z.infer<Schema> =>
  // each field is of the schema's own type, which TypeScript cannot follow
  Object.fromEntries(Object.entries(value).filter(([name]) => name in schema.shape)) as z.infer<Schema>;
