/** `meta.security` codes and what they set. A code of these systems that is not here is not understood: D0 holds it back. */
import { label } from '#disclosure';

const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
export const visibilitySystem = 'https://goldthread.example/CodeSystem/visibility';

export const understoodSystems: ReadonlySet<string> = new Set([confidentiality, actCode, visibilitySystem]);

export const labelBySecurity: Readonly<Record<string, number>> = {
  [`${confidentiality}|U`]: 0,
  [`${confidentiality}|L`]: 0,
  [`${confidentiality}|M`]: 0,
  [`${confidentiality}|N`]: 0,
  [`${confidentiality}|R`]: label.restricted,
  [`${confidentiality}|V`]: label.veryRestricted,
  [`${actCode}|SEX`]: label.sexualHealth,
  [`${actCode}|STD`]: label.sexualHealth,
  [`${actCode}|HIV`]: label.sexualHealth,
  [`${actCode}|GDIS`]: label.genderIdentity,
  [`${actCode}|SDV`]: label.safeguarding | label.hiddenFromProxy,
  [`${actCode}|DVD`]: label.safeguarding | label.hiddenFromProxy,
  [`${visibilitySystem}|not-released`]: label.awaitingRelease,
  [`${visibilitySystem}|hidden-from-patient`]: label.hiddenFromPatient | label.hiddenFromProxy,
  [`${visibilitySystem}|third-party`]: label.thirdParty | label.hiddenFromProxy,
  [`${visibilitySystem}|hidden-from-proxy`]: label.hiddenFromProxy,
  [`${visibilitySystem}|safeguarding`]: label.safeguarding | label.hiddenFromProxy,
  [`${visibilitySystem}|sealed`]: label.sealed,
  [`${visibilitySystem}|sealed-locked`]: label.sealedLocked,
  [`${visibilitySystem}|anonymous-service`]: label.anonymousService,
  [`${visibilitySystem}|fertility`]: label.fertility,
  [`${visibilitySystem}|termination`]: label.termination,
  [`${visibilitySystem}|wrong-person`]: label.wrongPerson,
};
