/** Words in case names that say what a part of the name is. All lower case; a word may carry a number (frame01, ses-2). */

/** Moments and repetitions: the word with its number is no part of a patient's name. */
const TIMES = new Set(
  (
    'frame fr time timepoint tp t visit vis v scan session sess ses phase ph day week wk month mo baseline bl followup fu follow pre post ' +
    'before after ed es diastole systole end run rep repeat echo acq series exam study insp exp inspiration expiration copy aug'
  ).split(' '),
);

/** Sides, modalities and views: the word alone says nothing of the patient; a number behind a separator (mri_01) may. */
const ASPECTS = new Set(
  (
    'left right l r lh rh lt rt t1 t1w t1c t1ce t1gd t1n t2 t2w t2f flair pd pdw adc dwi dce swi ct cta mr mri pet us lge bssfp cine dixon ' +
    'water fat sa la ax axial sag sagittal cor coronal 2ch 3ch 4ch 4d 3d'
  ).split(' '),
);

const PATIENTS = new Set('patient pat pt p sub subj subject case person id volunteer donor animal mouse rat'.split(' '));

const SITES = new Set('site center centre hospital clinic fold batch set group cohort part vendor scanner'.split(' '));

export type Meaning = 'time' | 'aspect' | 'patient' | 'site' | null;

const isDate = (digits: string): boolean => /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(digits);
const isYear = (digits: string): boolean => /^(19|20)\d\d$/.test(digits);

/** What a part of a name means by its word, null where only the other names of the folder can tell. `whole`: the part as written. */
export function meaningOf(whole: string, word: string, number: string): Meaning {
  const lower = word.toLowerCase();
  if (ASPECTS.has(whole.toLowerCase()) || (number === '' && ASPECTS.has(lower))) return 'aspect';
  if (word === '' && isDate(number)) return 'time';
  if (word === '' && isYear(number)) return 'site';
  // A letter by itself (mri3T) says nothing; with a number (t1, v2) it counts.
  if (TIMES.has(lower) && (word.length > 1 || number !== '')) return 'time';
  if (PATIENTS.has(lower) && number !== '') return 'patient';
  return SITES.has(lower) ? 'site' : null;
}

/** Whether a word may end a part that has no separator before it (001ED, patient7left). */
export function endsPart(word: string): boolean {
  const lower = word.toLowerCase();
  return ['l', 'r'].includes(lower) || (lower.length > 1 && (TIMES.has(lower) || ASPECTS.has(lower)));
}

/** Whether a word and the number behind a separator are one part (ses-2, patient_001); after any other word the number stands by itself. */
export function takesNumber(word: string): boolean {
  const lower = word.toLowerCase();
  return TIMES.has(lower) || PATIENTS.has(lower) || SITES.has(lower);
}
