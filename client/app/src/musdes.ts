// What the keyboard means at the table of a meeting, and which households a filter leaves.
import type { MusdesRow } from '$contract/app_service_pb.js';

// What the forum says of one household.
export interface Said {
  finding: string;
  ability: string;
  otherHousehold: string;
  note: string;
}

export type Key = { move: number } | { finding: number };

// Up and down (or K and J) go from household to household, a digit says the finding of that number.
export function keyMeans(key: string, findings: number): Key | undefined {
  if (key === 'ArrowDown' || key === 'j') return { move: 1 };
  if (key === 'ArrowUp' || key === 'k') return { move: -1 };
  const digit = /^[1-9]$/.test(key) ? Number(key) : 0;
  return digit >= 1 && digit <= findings ? { finding: digit - 1 } : undefined;
}

// Letters of a name in any order of its words; accents and case do not matter.
export function fits(row: MusdesRow, typed: string): boolean {
  const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const name = plain(`${row.name} ${row.neighbourhood} ${row.address}`);
  return plain(typed)
    .split(/\s+/)
    .every((word) => name.includes(word));
}
