// Locks what was left lying about. Nothing touched for two minutes: a phone on a bench in the village hall must not show
// a family to the next hand.
const left_ms = 2 * 60_000;
const touches = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'input'] as const;

// Calls `lock` after two minutes without input; returns how to stop watching.
export function lockWhenLeft(lock: () => void): () => void {
  let touched = Date.now();
  const touch = () => (touched = Date.now());
  for (const kind of touches) addEventListener(kind, touch, { passive: true, capture: true });
  // A timer of two minutes sleeps with the phone; a look every few seconds, and one at waking, does not.
  const look = () => {
    if (Date.now() - touched >= left_ms) lock();
  };
  const timer = setInterval(look, 5000);
  document.addEventListener('visibilitychange', look);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
    for (const kind of touches) removeEventListener(kind, touch, { capture: true });
  };
}
