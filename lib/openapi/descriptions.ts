/**
 * What every field of the contract means, in words. They are here and not beside the fields because the functions
 * carry the model along and have no use for prose. The types refuse a field without a description, and one too many.
 */
import type * as z from 'zod/mini';
import { GRACE_PERIOD_DAYS } from '../contract/grace-period.ts';
import type {
  organizationSchema,
  organizationUserSchema,
  projectCollaboratorSchema,
  projectSchema,
  staffInfoSchema,
  userSchema,
} from '../contract/model.ts';

/** Who sees the fields that are not for everybody; `lib/organizations/visibility.ts` decides. */
const FOR_ADMINS = 'Shown to the user themself, and to admins of an organization that the user is a member of.';
const NOT_FOR_GUESTS = 'A guest sees only their own.';
const FOR_SHARING_GUESTS = 'Shown to a guest only where that user is the guest or a collaborator of the project.';

type DescriptionsOf<Schema extends z.ZodMiniObject> = Readonly<Record<keyof Schema['shape'], string>>;

const staffInfo: DescriptionsOf<typeof staffInfoSchema> = {
  isStaff: 'Whether the user works for the provider of the service.',
  hasSudoRights: "Whether the user may act with the provider's own rights.",
  companyName: 'The company on whose behalf the user is staff.',
};

const user: DescriptionsOf<typeof userSchema> = {
  id: 'Identifies the user.',
  username: 'The name the user signs in with.',
  name: "The user's name as they want to be called.",
  email: "The user's e-mail address.",
  photo: "Where the user's picture is.",
  created: 'When the account was made.',
  lastSeen: `When the user was last active. ${NOT_FOR_GUESTS}`,
  lastTosAcceptanceDate: `When the user last accepted the terms of service. ${NOT_FOR_GUESTS}`,
  staffInfo: 'Whether and for whom the user is staff.',
  pending: 'Whether the user was invited and has not signed up yet.',
  jobTitle: 'What the user works as.',
  companyName: 'Where the user works.',
  permissions: `Rights beyond the role, segments joined by colons, such as \`projects:limits:write\`. The set grows over time. ${FOR_ADMINS}`,
  activated: 'Whether the account was activated.',
  mfaConfigured: 'Whether the user has set up a second factor.',
  stripeCustomerId: `The number of the billing account. ${FOR_ADMINS}`,
  hasPendingPayments: `Whether a payment is due. ${FOR_ADMINS}`,
  tier: `The user's plan. ${NOT_FOR_GUESTS}`,
  idps: `The identity providers through which the user signs in. ${NOT_FOR_GUESTS}`,
};

const organizationUser: DescriptionsOf<typeof organizationUserSchema> = {
  ...user,
  added: 'When the user became a member of the organization.',
  role: 'What the user may do in the organization.',
  projectCount:
    'In how many of its projects the user takes part. A guest gets the number of listed projects for everybody else.',
  datasets:
    'The datasets that were opened to the user; for a guest, the only ones they may see. A guest gets an empty list for everybody else.',
  lastAccessToOrganization: `When the user last opened the organization. ${NOT_FOR_GUESTS}`,
  lastOrganizationProjectAccessed: `The id of the project that the user opened last. ${NOT_FOR_GUESTS}`,
};

const collaborator: DescriptionsOf<typeof projectCollaboratorSchema> = {
  ...user,
  isOwner: 'Whether the user owns the project.',
};

const project: DescriptionsOf<typeof projectSchema> = {
  id: 'Identifies the project.',
  name: "The project's name.",
  description: 'What the project is about.',
  created: 'When the project was made.',
  owner: 'The name of the organization, which owns the project.',
  lastAccessed: 'When the project was last opened.',
  lastModified: 'When the project was last changed.',
  lastModificationDetails: 'What the last change was.',
  logo: "Where the project's logo is.",
  ownerUserId: `The user who made the project for its owner. ${FOR_SHARING_GUESTS}`,
  ownerOrganizationId: 'The id of the organization.',
  ownerAvatar: 'Where the picture of `ownerUserId` is. Shown to a guest only together with it.',
  ownerIsDeveloperProfile: 'Whether the organization is a developer profile.',
  developerProfileUserId: `The user whose developer profile the project belongs to. ${FOR_SHARING_GUESTS}`,
  collaborators: 'Who takes part in the project, ascending by id.',
  labelingMethod: 'How samples are labelled.',
  metadata:
    'Anything that was stored with the project. Numbers have all of their digits, which may be more than a double holds; sets are lists, and bytes are base64.',
  dataExplorerScreenshot: "Where a picture of the project's data is.",
  isEnterpriseProject: 'True for every project of an organization.',
  whitelabelId: 'The white label under which the project runs.',
  whitelabelName: "The white label's name.",
  tags: 'Words that the project is found by.',
  category: 'What kind of data the project works on.',
  license: 'The licence under which a public project is given away.',
  tier: "The project's plan; `enterprise` for every project of an organization.",
  hasPublicVersion: 'Whether a version of the project was published.',
  isPublic: 'Whether the project is public.',
  allowsLivePublicAccess: 'Whether the public sees the project as it is now.',
  publicProjectListed:
    'Whether the public finds the project in lists. Without meaning where the project allows no public access.',
  indPauseProcessingSamples: 'Whether the processing of new samples is paused.',
};

const organization: DescriptionsOf<typeof organizationSchema> = {
  id: 'Identifies the organization.',
  name: "The organization's name. It is the owner's name of all of its projects.",
  logo: "Where the organization's logo is.",
  headerImg: "Where the picture at the head of the organization's page is.",
  showHeaderImgMask: 'Whether that picture is dimmed.',
  users: 'The members that the caller may see, ascending by id.',
  isDeveloperProfile: 'Whether the organization stands for a single developer.',
  whitelabelId: 'The white label under which the organization runs.',
  whitelabelName: "The white label's name.",
  projects:
    'The projects that the caller may see, ascending by id. Absent only when the request says `projects=false`.',
  trialId: 'The trial that the organization began with.',
  trialExpiredDate: `When the trial ends or ended. It is followed by ${GRACE_PERIOD_DAYS} days of grace.`,
  trialUpgradedDate: 'When the trial became a subscription.',
  created: 'When the organization was made.',
  contractStartDate: 'When the contract began.',
  deletedDate: 'When the organization was deleted. Deleted organizations are in no answer.',
};

/** By schema, then by field. Each a sentence or more, in Markdown. */
export const DESCRIPTIONS = { staffInfo, user, organizationUser, collaborator, project, organization };
