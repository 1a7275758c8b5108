/** What a person, or who acts for them, opens of their own record and its log, as the record's door gives it on. */
import type { PatientCaller, RequestContext } from '#disclosure';
import { openForPatient, type ReadDependencies } from './open-record.ts';
import type { OpenedRecord } from './opened-record.ts';
import { findOwnPatient } from './own-patient.ts';
import { recordsToFollow } from './records-to-follow.ts';
import { toldOnHome } from './told-on-home.ts';
import * as looks from './who-looked.ts';

type PersonRequest = RequestContext & { readonly caller: PatientCaller };

export function ownRecord(deps: ReadDependencies) {
  return {
    openForPatient: (request: PersonRequest) => openForPatient(deps, request),
    recordsToFollow: (request: PersonRequest) => recordsToFollow(deps, request),
    toldOnHome: (opened: OpenedRecord) => toldOnHome(deps, opened.person),
    ownPatient: (request: PersonRequest) => findOwnPatient(deps, request),
    whoHasLooked: (request: PersonRequest, page: looks.WhoLookedPage) => looks.whoHasLooked(deps, request, page),
    downloadLog: (request: PersonRequest, showsNames: boolean) => looks.downloadLog(deps, request, showsNames),
    oneLook: (request: PersonRequest, leafIndex: number) => looks.oneLook(deps, request, leafIndex),
    reportConcern: (request: PersonRequest, concern: looks.Concern) => looks.reportConcern(deps, request, concern),
  };
}
