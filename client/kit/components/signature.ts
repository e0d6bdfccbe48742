// Strokes of a finger as one SVG path.
export type Stroke = [x: number, y: number][];

// Points closer together than this add bytes and no line.
const nearer = 3;

export function pathOf(strokes: readonly Stroke[]): string {
  return strokes
    .map((stroke) => {
      const [first, ...rest] = stroke;
      if (!first) return '';
      let [x, y] = first;
      const steps: string[] = [];
      for (const [toX, toY] of rest) {
        if (Math.hypot(toX - x, toY - y) < nearer) continue;
        steps.push(`${toX - x} ${toY - y}`);
        [x, y] = [toX, toY];
      }
      // A dot is a line of no length with a round end.
      return `M${first[0]} ${first[1]}l${steps.length ? steps.join(' ') : '0 0'}`;
    })
    .join('');
}
