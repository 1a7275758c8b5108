/**
 * Codes and words by which allergies, and statements that there are none, are known to be of one kind. Whatever is not
 * here may be of any kind.
 */

/** `insect`, `animal` and `latex` are environment as well: SNOMED CT has a denial for each. */
export type AllergenKind = 'medication' | 'food' | 'environment' | 'insect' | 'animal' | 'latex';

export const everyKind: readonly AllergenKind[] = ['medication', 'food', 'environment', 'insect', 'animal', 'latex'];

/** SNOMED CT: `No known allergy (situation)`, its children, and what was retired for them. */
export const snomedDenials: Readonly<Record<string, AllergenKind | 'all'>> = {
  '716186003': 'all',
  '160244002': 'all',
  '409137002': 'medication',
  '429625007': 'food',
  '428607008': 'environment',
  '428197003': 'insect',
  '716220001': 'animal',
  '1003774007': 'latex',
  '716184000': 'latex',
};

/** International Patient Summary, Absent and Unknown Data. */
export const absentSystem = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips';
export const absentDenials: Readonly<Record<string, AllergenKind | 'all'>> = {
  'no-known-allergies': 'all',
  'no-known-medication-allergies': 'medication',
  'no-known-food-allergies': 'food',
  'no-known-environmental-allergies': 'environment',
};

/** Nobody knows, or nobody asked: no denial. */
export const unknownCodes: ReadonlySet<string> = new Set(['no-allergy-info', '1631000175102']);

/** As a source writes the kind that it denies. */
export const kindWords: Readonly<Record<string, AllergenKind>> = {
  drug: 'medication',
  drugs: 'medication',
  medicine: 'medication',
  medicines: 'medication',
  medicinal: 'medication',
  medication: 'medication',
  medications: 'medication',
  food: 'food',
  foods: 'food',
  dietary: 'food',
  environment: 'environment',
  environmental: 'environment',
  insect: 'insect',
  insects: 'insect',
  animal: 'animal',
  animals: 'animal',
  latex: 'latex',
};

/**
 * Words of substances. A substance is of a kind only when each of its words is here: fish oil is not fish. No word that a
 * medicine's name is made of may come in.
 */
export const substanceWords: Readonly<Record<AllergenKind, string>> = {
  medication: '',
  food: `peanut peanuts nut nuts almond almonds hazelnut hazelnuts walnut walnuts cashew cashews pistachio pistachios pecan
    egg eggs milk dairy lactose cheese fish salmon tuna cod shellfish prawn prawns shrimp crab lobster crustacean crustaceans
    mollusc molluscs mussel mussels soya soy soybean wheat gluten sesame mustard celery lupin kiwi strawberry strawberries
    banana tomato tomatoes mushroom mushrooms food foods`,
  environment: `pollen pollens grass birch dust mite mites mould moulds mold nickel perfume adhesive adhesives dressing dressings
    plaster plasters environmental`,
  insect: 'insect insects bee bees wasp wasps hornet sting stings venom',
  animal: 'animal animals cat cats dog dogs horse horses rabbit hamster dander fur hair',
  latex: 'latex rubber',
};

/** Say nothing of the kind. */
export const connectingWords: ReadonlySet<string> = new Set(
  'and or of the all tree cow cows hen hens house natural products product protein proteins seed seeds bites bite'.split(
    ' ',
  ),
);
