// What the browser knows of the device's battery; it is told to nobody but the core on the same device.

interface Battery {
  level: number;
  charging: boolean;
}
type Knows = Navigator & { getBattery?: () => Promise<Battery> };

// 0 %: this browser does not say.
export async function battery(browser: Knows = navigator): Promise<{ batteryPercent: number; charging: boolean }> {
  try {
    const known = await browser.getBattery?.();
    if (!known) return { batteryPercent: 0, charging: false };
    return { batteryPercent: Math.max(1, Math.round(known.level * 100)), charging: known.charging };
  } catch {
    return { batteryPercent: 0, charging: false };
  }
}
