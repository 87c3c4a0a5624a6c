import * as z from 'zod/mini';
import {
  type Organization,
  organizationSchema,
  organizationUserSchema,
  projectCollaboratorSchema,
  projectSchema,
} from '../../organizations/model.ts';
import type { Attributes } from '../../table/decode.ts';
import {
  memberItemSchema,
  organizationItemSchema,
  projectItemSchema,
  type UserProfile,
  userProfileSchema,
} from '../../table/items.ts';
import { SORT_KEY } from '../../table/schema.ts';
import { encodeMember, encodeOrganization, encodeProject, encodeUser } from '../../table/write.ts';
import { isTooLarge, whyNotStorable } from './check-storable.ts';
import { DIFFERENT_PROFILES, mergeProfiles } from './merge-profiles.ts';
import { Notes } from './notes.ts';

/** What zod says in English; its small variant is silent by itself. */
const { localeError: error } = z.locales.en();

/** An organization of the input: everything that would be written for it, or why nothing is. */
export type Draft = {
  /** Absent where even this is broken. */
  readonly id: number | undefined;
  readonly organization: Attributes | undefined;
  /** Members and projects, in no order. */
  readonly items: Attributes[];
  readonly users: ReadonlyMap<number, UserProfile>;
  /** False where the input has no list of projects, as an answer with `projects=false`: nothing is then known of them. */
  readonly hasProjects: boolean;
  /** What is wrong with it, each by its path; empty when nothing is. */
  readonly faults: readonly string[];
  /** What is left out or decided otherwise, and how often each. */
  readonly notes: Notes;
};

/** An organization with nothing wrong about it. */
export type WholeDraft = Draft & { readonly id: number; readonly organization: Attributes };

/** More of one organization than this say nothing new. */
const MOST_FAULTS = 5;

/** What the organization decides about its projects; files that say otherwise are not believed. */
const DERIVED = ['owner', 'ownerOrganizationId', 'ownerIsDeveloperProfile', 'isEnterpriseProject', 'tier'] as const;

const storedProjectSchema = z.omit(projectItemSchema, { collaborators: true });

/** A project as it may stand in the input: what follows from the organization need not be there. Collaborators come later. */
const importedProjectSchema = z.extend(
  z.partial(projectSchema, { owner: true, ownerIsDeveloperProfile: true, isEnterpriseProject: true, tier: true }),
  { collaborators: z.array(z.unknown()) },
);

/** Collects an organization piece by piece, as its text is read; users and projects are taken apart as they come. */
export class OrganizationDrafter {
  readonly #items: Attributes[] = [];
  readonly #keys = new Set<string>();
  readonly #users = new Map<number, { readonly text: string; readonly profile: UserProfile }>();
  readonly #faults: string[] = [];
  readonly #notes = new Notes();
  /** What projects claim to derive from their organization, and how many claim it. */
  readonly #claims = new Map<string, Map<unknown, number>>();
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
    const user = this.#parse(organizationUserSchema, value, path);
    if (user === undefined) return;
    this.#meet(user.id, pick(user, userProfileSchema), path);
    const member = { ...pick(user, memberItemSchema), userId: user.id };
    this.#encode(path, (organizationId) => encodeMember({ ...member, organizationId }));
  }

  addProject(value: unknown, index: number): void {
    const path = `projects[${index}]`;
    const project = this.#parse(importedProjectSchema, value, path);
    if (project === undefined) return;
    for (const name of DERIVED) {
      const claim = project[name];
      const counts = this.#claims.get(name) ?? new Map<unknown, number>();
      if (claim !== undefined) this.#claims.set(name, counts.set(claim, (counts.get(claim) ?? 0) + 1));
    }
    const why = whyNotStorable(project.metadata, `${path}.metadata`);
    if (why !== undefined) {
      this.#faults.push(why);
      return;
    }
    const collaborators = project.collaborators.flatMap((collaborator, position) =>
      this.#addCollaborator(collaborator, `${path}.collaborators[${position}]`),
    );
    if (new Set(collaborators.map(({ userId }) => userId)).size < collaborators.length) {
      this.#faults.push(`${path}.collaborators: somebody is in it twice`);
    }
    const inOrder = collaborators.toSorted((one, other) => one.userId - other.userId);
    const stored = { ...pick(project, storedProjectSchema), id: project.id, collaborators: inOrder };
    this.#encode(path, (organizationId) => encodeProject({ ...stored, organizationId }));
  }

  /** @param head the organization without its users and projects, of which only that they are lists is left */
  finish(head: unknown): Draft {
    const organization = this.#parse(organizationSchema, head, '');
    this.learnId(organization?.id);
    if (organization !== undefined) this.#compareClaims(organization);
    return {
      id: this.#id,
      organization:
        organization && encodeOrganization({ ...pick(organization, organizationItemSchema), id: organization.id }),
      items: this.#items,
      users: new Map([...this.#users].map(([id, { profile }]) => [id, profile])),
      hasProjects: organization?.projects !== undefined,
      faults: this.#faults.slice(0, MOST_FAULTS),
      notes: this.#notes,
    };
  }

  #addCollaborator(value: unknown, path: string): { userId: number; isOwner: boolean }[] {
    const collaborator = this.#parse(projectCollaboratorSchema, value, path);
    if (collaborator === undefined) return [];
    this.#meet(collaborator.id, pick(collaborator, userProfileSchema), path);
    return [{ userId: collaborator.id, isOwner: collaborator.isOwner }];
  }

  /** Takes a profile; those of the same user are mostly the same. */
  #meet(id: number, profile: UserProfile, path: string): void {
    const text = JSON.stringify(profile);
    const known = this.#users.get(id);
    if (known?.text === text) return;
    if (known === undefined) {
      if (isTooLarge(encodeUser({ id, ...profile }))) this.#faults.push(`${path}: larger than an item may be`);
      this.#users.set(id, { text, profile });
      return;
    }
    const merged = mergeProfiles(known.profile, profile);
    if (merged.differ) this.#notes.add(DIFFERENT_PROFILES, `user ${id}`);
    this.#users.set(id, { text: JSON.stringify(merged.profile), profile: merged.profile });
  }

  #encode(path: string, encode: (organizationId: number) => Attributes): void {
    const add = (organizationId: number) => {
      const item = encode(organizationId);
      const sortKey = item[SORT_KEY]?.S ?? '';
      if (this.#keys.has(sortKey)) this.#faults.push(`${path}: its id is in the list twice`);
      if (isTooLarge(item)) this.#faults.push(`${path}: larger than an item may be`);
      this.#keys.add(sortKey);
      this.#items.push(item);
    };
    if (this.#id === undefined) this.#waiting.push(add);
    else if (this.#faults.length < MOST_FAULTS) add(this.#id);
  }

  #parse<Schema extends z.ZodMiniObject>(schema: Schema, value: unknown, path: string): z.infer<Schema> | undefined {
    const parsed = schema.safeParse(value, { error });
    if (!parsed.success) {
      const { message = '', path: inner = [] } = parsed.error.issues[0] ?? {};
      this.#faults.push(`${toPath(path, inner) || 'the organization'}: ${message}`);
      return undefined;
    }
    for (const name of Object.keys(Object(value))) {
      if (name in schema.shape) continue;
      const field = `${path && `${path.replaceAll(/\d+/g, '')}.`}${name}`;
      this.#notes.add(`${field}: no field of the contract, and left out`, this.#name);
    }
    return parsed.data;
  }

  #compareClaims({ id, name, isDeveloperProfile }: Organization): void {
    const truth = {
      owner: name,
      ownerOrganizationId: id,
      ownerIsDeveloperProfile: isDeveloperProfile,
      isEnterpriseProject: true,
      tier: 'enterprise',
    };
    for (const field of DERIVED) {
      for (const [claim, count] of this.#claims.get(field) ?? []) {
        if (claim === truth[field]) continue;
        this.#notes.add(`projects[].${field}: not what follows from the organization, and left out`, this.#name, count);
      }
    }
  }

  get #name(): string {
    return `organization ${this.#id ?? '?'}`;
  }
}

const toPath = (path: string, inner: readonly PropertyKey[]): string =>
  inner.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text && '.'}${String(part)}`),
    path,
  );

/** The fields of a value that a schema names. */
const pick = <Schema extends z.ZodMiniObject>(value: z.infer<Schema> & object, schema: Schema): z.infer<Schema> =>
  // each field is of the schema's own type, which TypeScript cannot follow
  Object.fromEntries(Object.entries(value).filter(([name]) => name in schema.shape)) as z.infer<Schema>;
