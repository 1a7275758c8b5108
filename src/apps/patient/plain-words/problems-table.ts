/** Health problems in the words people use, by the words of the source in lower case. */
export interface PlainProblem {
  readonly name: string;
  readonly meaning: string;
}

const highBloodPressure: PlainProblem = {
  name: 'High blood pressure',
  meaning: 'Your heart pushes blood round with more force than is good for it.',
};
const typeTwoDiabetes: PlainProblem = {
  name: 'Type 2 diabetes',
  meaning: 'There is more sugar in your blood than your body can use.',
};
const lungDisease: PlainProblem = {
  name: 'COPD (long-term lung disease)',
  meaning: 'Your airways are narrowed, which makes it harder to breathe out.',
};
const irregularHeartbeat: PlainProblem = {
  name: 'Atrial fibrillation',
  meaning: 'Your heart beats out of rhythm.',
};
const kidneys: PlainProblem = {
  name: 'Chronic kidney disease, stage 3',
  meaning: 'Your kidneys filter your blood more slowly than they used to. Regular blood tests keep an eye on it.',
};
const coronary: PlainProblem = {
  name: 'Coronary heart disease',
  meaning: 'The blood vessels of your heart are narrowed.',
};
const depression: PlainProblem = {
  name: 'Depression',
  meaning: 'Low mood that lasts and gets in the way of your life.',
};
const anxiety: PlainProblem = { name: 'Anxiety', meaning: 'Worry that is hard to control and does not go away.' };
const reflux: PlainProblem = { name: 'Acid reflux', meaning: 'Acid from your stomach comes up and can burn.' };
const eczema: PlainProblem = { name: 'Eczema', meaning: 'Dry, itchy skin that comes and goes.' };
const prostate: PlainProblem = {
  name: 'Enlarged prostate',
  meaning: 'A gland near the bladder has grown with age. It is not cancer.',
};
const backPain: PlainProblem = { name: 'Low back pain', meaning: 'Pain in the lower part of your back.' };

export const problemsInPlainWords: Readonly<Record<string, PlainProblem>> = {
  hypertension: highBloodPressure,
  'essential hypertension': highBloodPressure,
  'type 2 diabetes mellitus': typeTwoDiabetes,
  'type ii diabetes mellitus': typeTwoDiabetes,
  copd: lungDisease,
  'chronic obstructive pulmonary disease': lungDisease,
  'atrial fibrillation': irregularHeartbeat,
  'af - atrial fibrillation': irregularHeartbeat,
  'heart failure': {
    name: 'Heart failure',
    meaning: 'Your heart pumps less strongly than it should. It has not stopped.',
  },
  'chronic kidney disease stage 3': kidneys,
  'ckd stage 3': kidneys,
  'ischaemic heart disease': coronary,
  'ihd - ischaemic heart disease': coronary,
  depression,
  'depressive disorder': depression,
  'generalised anxiety disorder': anxiety,
  'anxiety state': anxiety,
  osteoarthritis: { name: 'Osteoarthritis', meaning: 'Joints that have worn over time and can hurt or be stiff.' },
  'osteoarthritis nos': {
    name: 'Osteoarthritis',
    meaning: 'Joints that have worn over time and can hurt or be stiff.',
  },
  hypothyroidism: { name: 'Underactive thyroid', meaning: 'A gland in your neck makes too little of a hormone.' },
  gord: reflux,
  'gastro-oesophageal reflux disease': reflux,
  eczema,
  'atopic dermatitis/eczema': eczema,
  bph: prostate,
  'benign prostatic hyperplasia': prostate,
  asthma: { name: 'Asthma', meaning: 'Your airways tighten at times, which makes it hard to breathe.' },
  migraine: { name: 'Migraine', meaning: 'Strong headaches that come in attacks.' },
  osteoporosis: { name: 'Osteoporosis', meaning: 'Bones that have become thinner and break more easily.' },
  dementia: { name: 'Dementia', meaning: 'Changes in the brain that affect memory and thinking.' },
  epilepsy: { name: 'Epilepsy', meaning: 'A tendency to have seizures.' },
  'low back pain': backPain,
  'backache, unspecified': backPain,
};
