/** Waiting for what can be observed, with a limit; never a pause. */

export const kSoonMs = 10_000;

/**
 * Resolves with the first truthy value of `probe()` (which may be async). On reaching the limit it
 * rejects, saying `what` it was that never came. Errors of `probe` count as "not yet".
 */
export async function waitUntil(what, probe, limitMs = kSoonMs) {
  const end = Date.now() + limitMs;
  let trouble;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
      trouble = undefined;
    } catch (error) {
      trouble = error;
    }
    if (Date.now() >= end) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const because = trouble ? `: ${trouble.message}` : '';
  throw new Error(`waited ${limitMs} ms in vain for ${what}${because}`);
}

/**
 * Resolves when `holds()` was true for that many seconds, as when people talk for a while;
 * rejects at once when it is not.
 */
export async function stays(what, seconds, holds) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (!(await holds())) throw new Error(`${what} did not last ${seconds.toFixed(1)} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Rejects if `promise` takes longer than the limit. */
export async function within(limitMs, what, promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** News that arrive in order, to be waited for one after the other. */
export class Inbox {
  #news = [];
  #waiting = new Set();

  put(item) {
    this.#news.push(item);
    for (const look of [...this.#waiting]) look();
  }

  /** All that has come so far and was not taken. */
  get all() {
    return [...this.#news];
  }

  /** Takes the first item for which `wanted(item)` holds, also one that has already come. */
  async take(what, wanted, limitMs = kSoonMs) {
    const found = new Promise((resolve) => {
      const look = () => {
        const at = this.#news.findIndex(wanted);
        if (at < 0) return;
        this.#waiting.delete(look);
        resolve(this.#news.splice(at, 1)[0]);
      };
      this.#waiting.add(look);
      look();
    });
    return within(limitMs, `${what} (came: ${this.#summary()})`, found);
  }

  #summary() {
    return JSON.stringify(this.#news).slice(0, 600);
  }
}
