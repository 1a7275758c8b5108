/** The banner of an opened record. */
import type { BannerAllergies, PersonBanner } from '#kit';
import { type ArrangedAllergies, arrangeAllergies } from '#record';
import type { OpenedPerson } from './open-person.ts';

/** That there are none, only where a live source says so and no source names one; and then as its words. */
function allergyState(allergies: ArrangedAllergies): BannerAllergies['state'] {
  if (allergies.groups.length > 0) return 'known';
  if (allergies.denials.some(({ isLive }) => isLive)) return 'stated-none';
  const hasAnswer = allergies.answers.some(({ said }) => said !== undefined);
  return hasAnswer ? 'not-recorded' : 'unavailable';
}

function bannerAllergies(allergies: ArrangedAllergies, home: string): BannerAllergies {
  return {
    state: allergyState(allergies),
    entries: allergies.groups.map((group) => ({
      substance: group.substance,
      ...(group.reaction === undefined ? {} : { reaction: group.reaction }),
      ...(group.said[0] === undefined ? {} : { updated: group.said[0].recorded }),
      source: [...new Set(group.said.map(({ source }) => source))].join(', '),
    })),
    statements: allergies.denials.map(({ words, recorded, source }) => ({ words, updated: recorded, source })),
    more: { text: 'All allergies', href: `${home}#allergies-title` },
  };
}

export function bannerOf(opened: OpenedPerson): PersonBanner {
  const { details } = opened;
  if (details === undefined) return { familyName: '', givenName: '', gender: 'Not known', isNhsNumberVerified: false };
  const allergies = opened.sections.may('allergy') ? arrangeAllergies(opened.arrangement) : undefined;
  return {
    familyName: details.familyName,
    givenName: details.givenName,
    ...(details.title === undefined ? {} : { title: details.title }),
    ...(details.preferredName === undefined ? {} : { preferredName: details.preferredName }),
    ...(details.born === undefined ? {} : { born: details.born }),
    ...(details.died === undefined ? {} : { died: details.died }),
    gender: details.gender,
    ...(details.nhsNumber === undefined ? {} : { nhsNumber: details.nhsNumber }),
    isNhsNumberVerified: details.isNhsNumberVerified,
    ...(details.isRestricted ? { isRestricted: true } : {}),
    ...(details.differences.length > 0 ? { mismatchHref: `${opened.home}/sources#differences` } : {}),
    details: {
      address: details.isRestricted ? ['Not shown'] : details.address.length > 0 ? details.address : ['Not known'],
      ...(details.temporaryAddress === undefined ? {} : { temporaryAddress: details.temporaryAddress }),
      phone: details.phone,
      practice: details.practice.length > 0 ? details.practice : ['Not known'],
      people: opened.sections.may('personalContact') ? details.people : [],
      ...(allergies === undefined ? {} : { allergies: bannerAllergies(allergies, opened.home) }),
    },
  };
}
