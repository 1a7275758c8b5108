/** Story A1, steps 1 and 2: what the practice and the hospital wrote is there when the walk-in nurse opens the record. */
import { assertAccessibleOnTheWay } from './steps/accessibility.ts';
import { journey } from './steps/journey.ts';
import { people } from './steps/people.ts';
import { cardShows, findByNhsNumber, goToSection, openRecordOf, pageShows, signInAs } from './steps/staff-steps.ts';

journey(
  'a GP records a cough and an urgent referral, and the walk-in nurse sees the diagnosis without asking',
  async (visit) => {
    // Given: the practice's Bundle came through its connector, X-ray, CT and histology as HL7 v2 (the demo region).
    await signInAs(visit, 'walk-in-nurse');
    await pageShows(visit, ['COYLE, Mary', 'Millgate Walk-in and Urgent Treatment Centre (ODS: ZX31)']);
    await assertAccessibleOnTheWay(visit);

    // When
    await findByNhsNumber(visit, people.arthurRimmer.nhsNumber);
    await pageShows(visit, ['1 person found', 'Your team looks after them']);
    await assertAccessibleOnTheWay(visit);
    await openRecordOf(visit, 'Rimmer');

    // Then
    await pageShows(visit, ['RIMMER, Arthur', '999 000 0018', 'Known allergies', 'Information may have been withheld']);
    await cardShows(visit, 'Problems', ['Lung cancer', 'Suspected lung cancer', 'Cough']);
    await cardShows(visit, 'Plan', ['Urgent suspected cancer referral, lung (28-day Faster Diagnosis clock running)']);
    await cardShows(visit, 'Medicines', ['Apixaban', 'Anticoagulant', 'Bisoprolol', 'Salbutamol']);
    await cardShows(visit, 'Allergies', ['Penicillin', 'Anaphylaxis', 'Sources disagree', 'No known allergies']);
    await cardShows(visit, 'Next appointments', ['Oncology clinic', 'Dr Catherine Lowe']);
    await assertAccessibleOnTheWay(visit);

    // And the reports behind the diagnosis, each with its source
    await goToSection(visit, 'Results');
    await pageShows(visit, ['Chest X-ray', 'CT chest, abdomen and pelvis', 'Squamous cell carcinoma']);
    await assertAccessibleOnTheWay(visit);
    await goToSection(visit, 'Documents');
    await pageShows(visit, ['Lung cancer meeting letter', 'Tarnholt Hospitals']);
  },
);
