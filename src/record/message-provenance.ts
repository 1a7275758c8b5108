/** The Provenance of a message (PRSB Provenance 1.2), and its hiding with what it speaks of. */
import type { Provenance } from 'fhir/r4.js';
import { label } from '#disclosure';
import { type Resource, type ResourceType, resourceTypeNumber, resourceTypeOf } from '#fhir/resource-types.ts';
import { type Compartment, type ResourceNumber, resourceIdText } from '#kernel/identity-number.ts';
import { addLabelByToken } from '#store';
import type { Filing, PlannedChange } from './filing.ts';
import { prepareResource } from './prepare-resource.ts';
import { referenceHash } from './search-hashes.ts';

/** A Provenance per message (PRSB Provenance 1.2): who sent it, when it happened, was recorded, was received. */
function provenanceOf(filing: Filing, targets: readonly string[]): Provenance {
  const { contribution } = filing;
  const { organisation } = contribution.source;
  return {
    resourceType: 'Provenance',
    target: targets.map((reference) => ({ reference })),
    ...(contribution.origin.occurredAt === undefined ? {} : { occurredDateTime: contribution.origin.occurredAt }),
    recorded: contribution.origin.recordedAt ?? new Date(contribution.receivedAtMs).toISOString(),
    extension: [
      {
        url: 'https://goldthread.example/StructureDefinition/received',
        valueInstant: new Date(contribution.receivedAtMs).toISOString(),
      },
    ],
    agent: [
      {
        type: {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code: 'transmitter' },
          ],
        },
        who: {
          identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: organisation.code },
          display: organisation.name,
        },
      },
    ],
    entity: [{ role: 'source', what: { identifier: { value: contribution.origin.reference } } }],
  };
}

/** What was filed earlier about a resource that is another person's hides with it. */
export async function hideWhatSpokeOf(filing: Filing, planned: readonly PlannedChange[]): Promise<void> {
  const wrong = planned.filter((plan) => plan.change.state === 'wrong-person' && plan.supersedes);
  await Promise.all(
    wrong.map(({ change, compartment, number }) =>
      addLabelByToken(filing.transaction, {
        compartment,
        type: resourceTypeNumber('Provenance'),
        tokens: [referenceHash('target', `${change.resource.resourceType}/${resourceIdText(compartment, number)}`)],
        label: label.wrongPerson,
      }),
    ),
  );
}

/** Hidden as the most hidden of what it speaks of: a Provenance must not tell that something is there. */
export function provenanceRow(
  filing: Filing,
  rows: readonly { type: number; compartment: Compartment; number: ResourceNumber; label: number }[],
) {
  const targets = rows.map((row) => {
    const type: ResourceType = resourceTypeOf(row.type);
    return `${type}/${resourceIdText(row.compartment, row.number)}`;
  });
  return prepareResource(filing.deps, {
    resource: provenanceOf(filing, targets) as unknown as Resource,
    compartment: filing.compartment,
    number: filing.deps.nextNumber() as ResourceNumber,
    supersedes: false,
    source: filing.contribution.source,
    version: filing.version,
    extraLabels: rows.reduce((bits, row) => bits | row.label, 0),
    origin: filing.contribution.origin.number,
  });
}
