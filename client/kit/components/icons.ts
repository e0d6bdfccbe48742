// Outlines on a grid of 24, drawn with a 1.75 line.
export const icons = {
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  down: 'M5 9l7 7 7-7',
  today: 'M4 11.5 12 4l8 7.5M6.5 9.5V20h11V9.5M10 20v-5.5h4V20',
  find: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.3 15.3 20.5 20.5',
  send: 'M8 20V5M3.8 9.2 8 5l4.2 4.2M16 4v15M11.8 14.8 16 19l4.2-4.2',
  menu: 'M4 7h16M4 12h16M4 17h16',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2',
  check: 'M5 12.5 10 17.5 19.5 7',
  close: 'M6 6l12 12M18 6 6 18',
  erase: 'M9 6h11v12H9l-6-6 6-6ZM12 10l4 4M16 10l-4 4',
  person: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.6-4 3.6-6 7.500-6s6.900 2 7.500 6',
  add: 'M12 5v14M5 12h14',
  sort: 'M8 5v14M4.500 8.500 8 5l3.500 3.500M16 19V5M12.500 15.500 16 19l3.500-3.500',
  information: 'M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM12 11v5.500M12 7.500v.6',
  attention: 'M12 4 21 19.500H3L12 4ZM12 10v4.500M12 16.800v.5',
  danger: 'M8.200 3.500h7.600l4.700 4.700v7.600l-4.700 4.700H8.200l-4.700-4.700V8.200ZM12 7.500v6M12 16v.6',
  theme:
    'M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM12 2v1.500M12 20.500V22M2 12h1.500M20.500 12H22M5 5l1 1M18 18l1 1M19 5l-1 1M6 18l-1 1',
} as const;

export type IconName = keyof typeof icons;
