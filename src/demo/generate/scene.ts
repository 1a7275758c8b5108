/** What every room of the generator is given: the region around one person, and where their deliveries go. */

import type { DemoLife } from './draw-life.ts';
import { type BundleBuilder, type SourceView, startBundle } from './fhir-bundle.ts';
import type { HospitalThread } from './hl7-messages.ts';
import type { DemoPerson } from './people-types.ts';
import type { ProfessionKey } from './professions-table.ts';
import type { Random } from './random.ts';
import type { CastMember, Delivery, DemoOrganisation, DemoSource } from './region-types.ts';
import type { SocialCareFiles } from './social-care-rows.ts';

export interface RegionScene {
  readonly now: number;
  readonly organisations: readonly DemoOrganisation[];
  readonly cast: readonly CastMember[];
  /** By the cast's key. */
  member(key: string): CastMember;
  /** The first of that profession at the organisation. */
  memberAt(profession: ProfessionKey, organisation: string): CastMember;
  source(id: string): DemoSource;
}

export interface PersonScene extends RegionScene {
  readonly random: Random;
  readonly person: DemoPerson;
  readonly life: DemoLife;
  readonly socialCare: SocialCareFiles;
  /** In the order in which they are to be delivered. */
  readonly deliveries: Delivery[];
}

export function regionScene(
  now: number,
  organisations: readonly DemoOrganisation[],
  cast: readonly CastMember[],
): RegionScene {
  const members = new Map(cast.map((member) => [member.key, member]));
  const places = new Map<string, CastMember>();
  for (const member of [...cast].reverse()) places.set(`${member.profession} ${member.organisation}`, member);
  const sources = new Map(
    organisations.flatMap((organisation) => organisation.sources.map((source) => [source.id, source] as const)),
  );
  const found = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new Error(`the demo region has no ${what}`);
    return value;
  };
  return {
    now,
    organisations,
    cast,
    member: (key) => found(members.get(key), `cast member ${key}`),
    memberAt: (profession, organisation) =>
      found(places.get(`${profession} ${organisation}`), `${profession} at ${organisation}`),
    source: (id) => found(sources.get(id), `source ${id}`),
  };
}

export function bundleFor(scene: PersonScene, sourceId: string, view?: SourceView): BundleBuilder {
  const about = {
    random: scene.random,
    person: scene.person,
    source: scene.source(sourceId),
    organisations: scene.organisations,
  };
  return startBundle(view === undefined ? about : { ...about, view });
}

export function threadFor(scene: PersonScene, sourceId: string, view: SourceView = {}, tag = 'A'): HospitalThread {
  const { hl7 } = scene.source(sourceId);
  if (hl7 === undefined) throw new Error(`${sourceId} sends no HL7 v2`);
  return { sender: hl7, person: scene.person, view, messages: [], tag };
}
