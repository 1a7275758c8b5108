/**
 * Field by field, against HL7 v2.4 chapter 10 with the UK dress of the NHS Data Dictionary. The right-hand sides
 * were written by hand from the messages, not copied from a run.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { filed, holds } from '../testing/filed.ts';
import { message, patientLine, scheduleLine, visitLine } from '../testing/messages.ts';

describe('SIU', () => {
  const sent = (trigger: string, at: string, start = '20260610101500', end = '20260610103500') =>
    message(
      { trigger: `SIU^${trigger}`, controlId: `${trigger}${at}`, at },
      scheduleLine({ number: 'C1', start, end }),
      patientLine(),
      visitLine({ number: 'AC1', ward: 'Outpatients', class: 'O', came: '' }),
      'RGS|1|A',
      'AIS|1|A|340^Chest clinic|20260610101500|||20|min',
      'AIL|1|A|Outpatients level 2^^^ZX41',
      'AIP|1|A|9901030^Kaur^Jasleen^^^Dr^Consultant^^GMC',
    );

  it('S12: the appointment, field by field, and no visit is invented', () => {
    const known = filed(sent('S12', '20260501090000'));
    holds(known, 'Appointment', {
      status: 'booked',
      start: '2026-06-10T10:15:00+01:00',
      end: '2026-06-10T10:35:00+01:00',
      minutesDuration: 20,
      'identifier.0.value': 'C1',
      'serviceType.0.text': 'Chest clinic',
      'appointmentType.text': 'Follow-up',
      description: 'Chest clinic',
      'participant.0.actor.reference': '@patient',
      'participant.1.actor.display': 'Dr Jasleen Kaur',
      'participant.2.actor.display': 'Outpatients level 2',
      'contained.0.specialty.0.text': 'General internal medicine',
    });
    assert.equal(
      [...known.values()].some(({ resource }) => resource['resourceType'] === 'Encounter'),
      false,
    );
  });
  it('S13 moves it, S15 cancels it, S26 says that nobody came, S17 withdraws it', () => {
    const booked = sent('S12', '20260501090000');
    holds(filed(booked, sent('S13', '20260502090000', '20260611101500', '20260611103500')), 'Appointment', {
      status: 'booked',
      start: '2026-06-11T10:15:00+01:00',
    });
    holds(filed(booked, sent('S15', '20260502090000')), 'Appointment', { status: 'cancelled' });
    holds(filed(booked, sent('S26', '20260610110000')), 'Appointment', { status: 'noshow' });
    holds(filed(booked, sent('S17', '20260502090000')), 'Appointment', { status: 'entered-in-error' }, 'withdrawn');
  });
});
