import type { Tenants } from './generate-items.ts';
import type { Question } from './measure-answer.ts';

/** What is in each organization of a user of many. */
const SMALL = { members: 5, projects: 3, collaborators: 3 };

const ofMany = (organizations: number): Tenants => ({ ...SMALL, organizations });
const ofLarge = (projects: number, members: number): Tenants => ({
  organizations: 1,
  members,
  projects,
  collaborators: 3,
});

const count = (value: number) => value.toLocaleString('en');
const nameOf = ({ organizations, members, projects }: Tenants) =>
  organizations === 1
    ? `1 organization, ${count(members)} members, ${count(projects)} projects`
    : `${count(organizations)} organizations`;

const ask = (tenants: Tenants, withProjects: boolean, encoding: Question['encoding']): Question => ({
  name: `${nameOf(tenants)}${withProjects ? '' : ', `projects=false`'}`,
  tenants,
  withProjects,
  encoding,
});

/** @param part of the sizes, from 0 to 1, for a trial of the benchmark */
export const createQuestions = (part: number) => {
  const size = (value: number) => Math.max(1, Math.round(value * part));
  const many = (value: number) => ofMany(size(value));
  const large = (projects: number, members = 20_000) => ofLarge(size(projects), size(members));
  return {
    /** A small list, and the largest ones. */
    largest: [
      ask(ofMany(1), true, 'zstd'),
      ask(many(50_000), true, 'zstd'),
      ask(many(50_000), false, 'zstd'),
      ask(large(100_000), true, 'zstd'),
      ask(large(100_000), false, 'zstd'),
    ],
    /** The same in several sizes, and without compression. */
    sizes: [
      ask(ofMany(1), true, 'zstd'),
      ...[5_000, 20_000, 50_000].map((value) => ask(many(value), true, 'zstd')),
      ask(many(50_000), true, 'identity'),
      ...[5_000, 20_000, 50_000].map((value) => ask(many(value), false, 'zstd')),
      ask(many(50_000), false, 'identity'),
      ...[10_000, 40_000, 100_000].map((value) => ask(large(value), true, 'zstd')),
      ask(large(100_000), true, 'identity'),
      ...[2_000, 8_000, 20_000].map((value) => ask(large(100_000, value), false, 'zstd')),
      ask(large(100_000), false, 'identity'),
    ],
  };
};
