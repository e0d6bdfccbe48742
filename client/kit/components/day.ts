// A day as its parts are typed, and as the contract writes it. Many of the old know the year of their birth and no more.
export interface DayParts {
  day: string;
  month: string;
  year: string;
}

export function parseDay(written: string): DayParts {
  const [year = '', month = '', day = ''] = written.split('-');
  return { day: day.replace(/^0/, ''), month: month.replace(/^0/, ''), year };
}

// "1985-03-12", "1985" with `yearOnly`, or nothing while it is incomplete or in no calendar.
export function writeDay({ day, month, year }: DayParts, yearOnly: boolean): string {
  if (!/^(18|19|20)\d\d$/.test(year)) return '';
  if (yearOnly) return year;
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month)) return '';
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return '';
  return date.toISOString().slice(0, 10);
}
