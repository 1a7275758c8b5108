/** All that can be said of a resource at once: the base specification's errors and warnings, and those of its profiles. */
import type { FhirDefinitions } from '../definitions.ts';
import { createResourceExaminer, type ResourceValidator } from '../validate-resource.ts';
import { createProfileValidator } from './create-profile-validator.ts';
import type { Members } from './element-item.ts';
import type { FhirPackages } from './fhir-packages.ts';
import { judgeLooseBindings } from './loose-bindings.ts';
import type { OpenBinding, ProfileIssue } from './profile-issue.ts';
import { canonicalUrl } from './structure-definition.ts';
import type { MembershipPort } from './value-set-membership.ts';

export interface ExplainerDependencies {
  readonly definitions: FhirDefinitions;
  readonly packages: FhirPackages;
  readonly isMember?: MembershipPort;
  /** As for the validator at an intake: what it refuses, this refuses. */
  readonly isModifierKnown?: (url: string) => boolean;
}

/** @param profiles addresses to hold it to, beside those that it claims */
export type ResourceExplainer = (resource: unknown, profiles?: readonly string[]) => Promise<readonly ProfileIssue[]>;

export function createResourceExplainer(deps: ExplainerDependencies): ResourceExplainer {
  const { definitions, packages, isModifierKnown } = deps;
  const examine = createResourceExaminer(definitions, {
    withWarnings: true,
    ...(isModifierKnown === undefined ? {} : { isModifierKnown }),
  });
  const profileValidator = createProfileValidator(definitions, packages);
  return async (resource, profiles = []) => {
    const { flaws, warnings } = examine(resource);
    const base: ProfileIssue[] = [
      ...flaws.map((flaw): ProfileIssue => ({ severity: 'error', ...flaw })),
      ...warnings.map((flaw): ProfileIssue => ({ severity: 'warning', ...flaw })),
    ];
    // Profiles narrow what is sound: on anything else their findings would be noise, and hostile shapes stop here.
    if (flaws.length > 0) return [...base, ...notChecked(resource, profiles)];
    const report = profileValidator.check(resource as Members, profiles);
    const asked = await Promise.all(report.openBindings.map((binding) => judge(binding, deps.isMember)));
    const loose =
      deps.isMember === undefined ? [] : await judgeLooseBindings(definitions, resource as Members, deps.isMember);
    const found = [...base, ...report.issues, ...asked.flat()];
    // A profile that narrows the same binding has said it already, and in its own terms.
    const judged = new Set(found.filter(({ rule }) => rule.endsWith('binding)')).map(({ place }) => place));
    return [...found, ...loose.filter(({ place }) => !judged.has(place))];
  };
}

function notChecked(resource: unknown, profiles: readonly string[]): ProfileIssue[] {
  const meta = (resource as Members | null)?.['meta'] as Members | undefined;
  if (profiles.length === 0 && meta?.['profile'] === undefined) return [];
  const rule = 'was not checked against profiles: the base specification is broken already';
  return [{ severity: 'information', place: String((resource as Members | null)?.['resourceType']), rule }];
}

async function judge(binding: OpenBinding, isMember: MembershipPort | undefined): Promise<ProfileIssue[]> {
  const { place, valueSet, strength, codings, profile } = binding;
  const answers = await Promise.all(
    codings.map(async ({ system, code }) => {
      const answer = await isMember?.(valueSet, system, code);
      return answer?.ok === true ? answer.value : undefined;
    }),
  );
  if (answers.includes(true)) return [];
  if (answers.length === 0 || answers.includes(undefined)) {
    const rule = `could not be checked: the value set ${valueSet} or its code system is not loaded (${strength} binding)`;
    return [{ severity: 'information', place, rule, profile }];
  }
  const rule = `must be of the value set ${valueSet} (${strength} binding)`;
  return [{ severity: strength === 'required' ? 'error' : 'warning', place, rule, profile }];
}

/**
 * The validator of the intakes, which also holds the claims of profiles that the region's own packages brought. HL7's own
 * profiles are told by `$validate` alone: a claim of one is no reason to turn a result away.
 */
export function holdClaims(
  validate: ResourceValidator,
  definitions: FhirDefinitions,
  packages: FhirPackages,
): ResourceValidator {
  if (packages.broughtProfiles.size === 0) return validate;
  const profileValidator = createProfileValidator(definitions, packages);
  return (resource) => {
    const flaws = validate(resource);
    if (flaws.length > 0 || !claimsBrought(resource as Members, packages)) return flaws;
    const { issues } = profileValidator.check(resource as Members);
    return issues
      .filter(({ severity }) => severity === 'error')
      .map(({ place, rule, profile }) => ({
        place,
        rule: profile === undefined ? rule : `by ${profile}: ${rule}`,
        isOfProfile: true,
      }));
  };
}

function claimsBrought(resource: Members, { broughtProfiles }: FhirPackages): boolean {
  const claimed = (resource['meta'] as Members | undefined)?.['profile'];
  return Array.isArray(claimed) && (claimed as string[]).some((profile) => broughtProfiles.has(canonicalUrl(profile)));
}
