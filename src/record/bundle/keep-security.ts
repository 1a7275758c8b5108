/**
 * An update may raise how confidential a resource is, never lower it (attack 35): what it leaves out of the security
 * labels that stand is kept. Whether a result was released to the patient is the source's to change, and has another system. So
 * is whether somebody's whereabouts are protected, which stands on the Patient: another confidentiality takes it back, and saying
 * nothing of it does not.
 */
import type { Resource } from '#fhir/resource-types.ts';
import type { LocatedResource } from '#store';

interface Coding {
  readonly system?: string;
  readonly code?: string;
}

const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const keptSystems: ReadonlySet<string> = new Set([confidentiality, 'http://terminology.hl7.org/CodeSystem/v3-ActCode']);

function securityOf(resource: Resource): readonly Coding[] {
  const { security } = (resource['meta'] ?? {}) as { security?: readonly Coding[] };
  return Array.isArray(security) ? (security as readonly Coding[]) : [];
}

export function keepSecurity(resource: Resource, replaced: LocatedResource | undefined): Resource {
  if (replaced === undefined) return resource;
  const isPatient = resource.resourceType === 'Patient';
  // Without a label nothing stood that could be lowered: the commonest case, without reading the old version.
  if (isPatient ? !replaced.body.includes(confidentiality) : replaced.label === 0) return resource;
  const sent = securityOf(resource);
  if (isPatient && sent.some(({ system }) => system === confidentiality)) return resource;
  const dropped = securityOf(JSON.parse(replaced.body) as Resource).filter(
    (stood) =>
      keptSystems.has(stood.system ?? '') &&
      !sent.some((coding) => coding.system === stood.system && coding.code === stood.code),
  );
  if (dropped.length === 0) return resource;
  return { ...resource, meta: { ...(resource['meta'] as object | undefined), security: [...sent, ...dropped] } };
}
