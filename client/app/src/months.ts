// "2026-11" and what is before and after it.

const text = (year: number, month: number) => `${year}-${String(month + 1).padStart(2, '0')}`;

// The month `by` months from `of`; empty: from that of `today`.
export function monthBeside(of: string, by: number, today: Date): string {
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(of) ?? [];
  const from = year && month ? Number(year) * 12 + Number(month) - 1 : today.getFullYear() * 12 + today.getMonth();
  return text(Math.floor((from + by) / 12), (from + by) % 12);
}
