const kKey = "sidetone.instance";

/**
 * This tab's name among the user's devices, the same after a refresh. A tab that was duplicated has
 * its twin's storage: the lock tells which of the two must take another name.
 */
export async function instanceId(): Promise<string> {
  const known = sessionStorage.getItem(kKey);
  if (known !== null && (await claim(known))) return known;
  const fresh = crypto.randomUUID();
  sessionStorage.setItem(kKey, fresh);
  await claim(fresh);
  return fresh;
}

/** Holds the name for as long as the page lives; false if another page holds it. */
function claim(id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const hold = (lock: Lock | null) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>(() => {});
    };
    navigator.locks
      .request(`${kKey}.${id}`, { ifAvailable: true }, hold)
      .catch(() => resolve(true));
  });
}
