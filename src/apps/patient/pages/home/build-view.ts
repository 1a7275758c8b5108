/** Home names no illness, medicine or test: someone else may see the screen. */
import type { MyAppointment, MyRecord, ToldOnHome } from '#record';
import type { HomeNotice, HomeView } from './view.ts';
import { homeWords } from './words.en.ts';

/** Places whose name says nothing about what the visit is for. */
const neutralKinds: ReadonlySet<string> = new Set(['gp-practice', 'acute-trust', 'community']);
const tellingNames =
  /cancer|hospice|mental|matern|birth|sexual|fertil|child|addict|alcohol|drug|dementia|eye|kidney|heart/i;

/** A clinic's name can give an illness away, a profession or a hospital's name too: where in doubt, only the hour. */
function isNeutral(appointment: MyAppointment): boolean {
  return neutralKinds.has(appointment.organisationKind) && !tellingNames.test(appointment.organisation);
}

/** Undefined where the name of the place would tell what the visit is for. */
export function placeToShow(appointment: MyAppointment): string | undefined {
  return isNeutral(appointment) ? appointment.organisation : undefined;
}

function nextAppointment(record: MyRecord): HomeNotice[] {
  const next = record.appointments().upcoming.find((appointment) => appointment.state === 'stands');
  if (next === undefined) return [];
  return [
    {
      heading: homeWords.nextAppointment,
      at: next.start,
      lines: [placeToShow(next) ?? homeWords.whereInside],
      more: { text: homeWords.seeAppointments, href: '/my/appointments' },
      tone: 'blue',
    },
  ];
}

/** That somebody looked, never who or where: that is on the page behind it. */
function toldNotices({ statedMs, stoppedMs, isOpenToNobody }: ToldOnHome): HomeNotice[] {
  const notice = (heading: string, times: readonly number[], text: string): HomeNotice[] => {
    const [newest] = times;
    if (newest === undefined) return [];
    const at = new Date(newest).toISOString();
    return [{ heading, at, lines: [text], more: { text: homeWords.seeLog, href: '/my/who-has-looked' }, tone: 'blue' }];
  };
  const alone: HomeNotice = {
    heading: homeWords.openToNobody,
    lines: [homeWords.openToNobodyText],
    more: { text: homeWords.seeChoices, href: '/my/choices' },
    tone: 'blue',
  };
  return [
    ...(isOpenToNobody ? [alone] : []),
    ...notice(homeWords.reasonStated, statedMs, homeWords.reasonStatedText),
    ...notice(homeWords.stopped, stoppedMs, homeWords.stoppedText),
  ];
}

export function homeView(record: MyRecord, personName: string, told: ToldOnHome): HomeView {
  return {
    givenName: personName.replace(/^(?:Mr|Mrs|Miss|Ms|Mx|Dr)\.?\s+/, '').split(' ')[0] ?? '',
    next: [...toldNotices(told), ...nextAppointment(record)],
    record: homeWords.record,
    control: homeWords.control,
  };
}
