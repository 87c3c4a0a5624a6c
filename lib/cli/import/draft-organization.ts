import { organizationSchema, organizationUserSchema } from '../../contract/model.ts';
import type { WantedItem } from '../../organizations/overwrite.ts';
import type { Attributes } from '../../table/decode.ts';
import { encodeMember, encodeOrganization, encodeProject } from '../../table/encode.ts';
import { memberItemSchema, organizationItemSchema } from '../../table/items.ts';
import { SORT_KEY } from '../../table/schema.ts';
import { whyNotStorable } from '../../table/storable.ts';
import { CollaboratorReader } from './collaborator-reader.ts';
import { DerivedFields } from './derived-fields.ts';
import type { Draft } from './draft.ts';
import { Examiner, type ReadingOptions } from './examiner.ts';
import { pickFields } from './pick-fields.ts';
import { ProfileCollector } from './profile-collector.ts';
import { importedProjectSchema, storedProjectSchema } from './project-schemas.ts';

/** At most this many faults are reported for one organization. */
const MAX_FAULTS = 5;

/** Builds a draft of an organization while its text is parsed. Users and projects become items as they arrive. */
export class OrganizationDrafter {
  readonly #items: WantedItem[] = [];
  readonly #keys = new Set<string>();
  readonly #examiner: Examiner;
  readonly #profiles: ProfileCollector;
  readonly #collaborators: CollaboratorReader;
  readonly #derived = new DerivedFields();
  /** Items that wait to be encoded until the organization's id is known. */
  #waiting: ((organizationId: number) => void)[] = [];
  #id: number | undefined;

  constructor(options: ReadingOptions) {
    this.#examiner = new Examiner(options, () => `organization ${this.#id ?? '?'}`);
    this.#profiles = new ProfileCollector(this.#examiner);
    this.#collaborators = new CollaboratorReader(this.#examiner, this.#profiles);
  }

  /** Sets the organization's id. It ignores undefined and invalid values, and all after the first valid one. */
  setId(id: unknown): void {
    if (this.#id !== undefined || id === undefined) return;
    const parsed = organizationSchema.shape.id.safeParse(id);
    if (!parsed.success) return;
    this.#id = parsed.data;
    for (const encode of this.#waiting) this.#examiner.catchErrors('', () => encode(parsed.data));
    this.#waiting = [];
  }

  /** Adds a fault: the organization is then not imported. @param path of the fault; empty for the whole organization */
  refuse(path: string, why: string): void {
    this.#examiner.faults.push(`${path || 'the organization'}: ${why}`);
  }

  addUser(value: unknown, path: string): void {
    this.#examiner.catchErrors(path, () => this.#addUser(value, path));
  }

  addProject(value: unknown, path: string): void {
    this.#examiner.catchErrors(path, () => this.#addProject(value, path));
  }

  /** Completes the draft. @param head the organization; its lists of users and projects are emptied */
  finish(head: unknown): Draft {
    let organization: WantedItem | undefined;
    let hasProjects = false;
    this.#examiner.catchErrors('', () => {
      const examined = this.#examiner.examine(organizationSchema, head, '');
      if (examined === undefined) return;
      const { value, unknown } = examined;
      this.setId(value.id);
      if (value.id !== this.#id) this.refuse('id', 'appears twice with different values');
      this.#derived.compare(value, this.#examiner.notes);
      const item = encodeOrganization({ ...pickFields(value, organizationItemSchema), id: value.id });
      this.#examiner.requireStorable('the organization', item);
      organization = wanted(item, unknown);
      hasProjects = value.projects !== undefined;
    });
    return {
      id: this.#id,
      organization,
      items: this.#items,
      users: this.#profiles.all(),
      hasProjects,
      faults: this.#examiner.faults.slice(0, MAX_FAULTS),
      dropped: this.#examiner.dropped,
      notes: this.#examiner.notes,
    };
  }

  #addUser(value: unknown, path: string): void {
    const user = this.#examiner.examine(organizationUserSchema, value, path);
    if (user === undefined) return;
    this.#profiles.add(user, path);
    const member = { ...pickFields(user.value, memberItemSchema), userId: user.value.id };
    this.#encode(path, user.unknown, (organizationId) => encodeMember({ ...member, organizationId }));
  }

  #addProject(value: unknown, path: string): void {
    const project = this.#examiner.examine(importedProjectSchema, value, path);
    if (project === undefined) return;
    this.#derived.add(project.value);
    // From the value as it was read, because zod drops a member named __proto__.
    const { metadata } = Object(value);
    const why = whyNotStorable(metadata, `${path}.metadata`);
    if (why !== undefined) {
      this.#examiner.faults.push(why);
      return;
    }
    const collaborators = project.value.collaborators.flatMap((collaborator, position) =>
      this.#collaborators.read(collaborator, `${path}.collaborators[${position}]`),
    );
    if (new Set(collaborators.map(({ userId }) => userId)).size < collaborators.length) {
      this.refuse(`${path}.collaborators`, 'a user is in the list twice');
    }
    const byId = collaborators.toSorted((one, other) => one.userId - other.userId);
    const { id } = project.value;
    const stored = { ...pickFields(project.value, storedProjectSchema), metadata, id, collaborators: byId };
    this.#encode(path, project.unknown, (organizationId) => encodeProject({ ...stored, organizationId }));
  }

  #encode(path: string, unknown: readonly string[], encode: (organizationId: number) => Attributes): void {
    const add = (organizationId: number) => {
      const item = encode(organizationId);
      const sortKey = item[SORT_KEY]?.S ?? '';
      if (this.#keys.has(sortKey)) this.refuse(path, 'its id is in the list twice');
      this.#keys.add(sortKey);
      this.#examiner.requireStorable(path, item);
      this.#items.push(wanted(item, unknown));
    };
    if (this.#id === undefined) this.#waiting.push(add);
    else if (this.#examiner.faults.length < MAX_FAULTS) add(this.#id);
  }
}

const wanted = (item: Attributes, unknown: readonly string[]): WantedItem =>
  unknown.length === 0 ? { item } : { item, unknown };
