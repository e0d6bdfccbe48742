// Villages and families that nobody has, for the fake host: names as in Timor Tengah Selatan, put together from a seed.
const given =
  'Yosef Maria Dominggus Yuliana Elias Dorkas Marthen Adolfina Yakobus Selfina Petrus Oktoviana Melkianus Naomi Stefanus Yublina Soleman Ferderika Agustinus Antoneta Semuel Welmince Daniel Fransina'.split(
    ' ',
  );
const clans = 'Nahak Bere Taek Tse Neonbasu Oematan Sanam Baun Kase Tefa Fallo Lopo Nenobesi Tamonob Selan Toto'.split(
  ' ',
);

export interface Village {
  code: string;
  name: string;
  households: number;
}

export const fatumnasi: Village = { code: '53.02.12.2001', name: 'Fatumnasi', households: 236 };
export const kuanoel: Village = { code: '53.02.12.2004', name: 'Kuanoel', households: 204 };
export const nenas: Village = { code: '53.02.12.2002', name: 'Nenas', households: 3120 };
export const villages = [fatumnasi, kuanoel, nenas];
export const kecamatan = 'Fatumnasi';

export interface Family {
  record: string;
  name: string;
  neighbourhood: string;
  address: string;
  persons: number;
}

export function familiesOf(village: Village): Family[] {
  let seed = Number(village.code.slice(-4));
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const name = () => `${given[next(given.length)]} ${clans[next(clans.length)]}`;
  const perNeighbourhood = Math.ceil(village.households / 9);
  return Array.from({ length: village.households }, (_, index) => {
    const rt = 1 + Math.floor(index / perNeighbourhood);
    return {
      record: `${village.code}/${index}`,
      name: index === 2 ? 'Yosef Nahak' : name(),
      neighbourhood:
        index > village.households - 4
          ? ''
          : `RT ${String(rt).padStart(3, '0')} / RW ${String(1 + Math.floor(rt / 4)).padStart(3, '0')}`,
      address: `Dusun ${['A', 'B', 'C'][Math.floor(rt / 4)] ?? 'A'}`,
      persons: 1 + next(8),
    };
  });
}
