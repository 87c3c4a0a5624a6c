import { AUTHORIZER_READ_UNITS } from '../compute-cost.ts';
import type { Question } from './parse-options.ts';
import type { Profile } from './profile-requests.ts';
import type { MeasuredFigures } from './read-measured.ts';

/** What is known before the question's rate matters: what each kind of request takes. */
export type Facts = {
  readonly question: Question;
  readonly profiles: readonly Profile[];
  readonly gigabytes: number;
  readonly measured: MeasuredFigures;
};

/** The mean of a figure over all requests. */
export const meanOf = (profiles: readonly Profile[], figure: (profile: Profile) => number): number =>
  profiles.reduce((sum, profile) => sum + profile.share * figure(profile), 0);

/** Read units of a mean request, by what they are read from. */
export const computeReads = (profiles: readonly Profile[]) => {
  const organizations = meanOf(profiles, ({ organizationUnits }) => organizationUnits);
  const users = meanOf(profiles, ({ profileUnits }) => profileUnits);
  const index = meanOf(profiles, ({ indexUnits }) => indexUnits);
  const table = organizations + users + AUTHORIZER_READ_UNITS;
  return { organizations, users, credentials: AUTHORIZER_READ_UNITS, table, index, all: table + index };
};

/** The busiest organization: its share of the requests, and the units that each of them reads there. */
export const computeHottest = ({ question, profiles }: Pick<Facts, 'question' | 'profiles'>) => {
  const even = meanOf(profiles, ({ organizations }) => organizations) / question.organizations;
  return {
    share: question['hot-share'] ?? even,
    unitsInCollection: meanOf(profiles, ({ organizationUnits, organizations }) => organizationUnits / organizations),
    /** What its collection can be divided into. */
    items: question.projects + question.members + 1,
    /** Of each of its members' profiles, which every answer about it has. */
    unitsOfProfile: Math.max(...profiles.map(({ largestProfileUnits }) => largestProfileUnits)),
    /** Of its key, if it has one only. */
    unitsOfKey: question['api-key-share'] * AUTHORIZER_READ_UNITS,
  };
};
