/**
 * What every test of a call does: let both talk, and judge what each heard.
 *
 * A party is whoever can be in a call. It has `says` ('ann' or 'bob') and `lead`, the seconds of
 * silence in front of what it says; `inCallNow()`; `look()`, taken before and after the talk; and
 * `heard()`, all that it heard so far. One that speaks when told to has `speak()`, which resolves
 * when all is said.
 */

import { join } from 'node:path';
import { requireGoodAudio } from '../audio/audio_gate.mjs';
import { speech } from '../audio/speech.mjs';
import { seconds, writeWav } from '../audio/wav.mjs';
import { kOut } from './process.mjs';
import { stays } from './wait.mjs';

/** Time for what was said last to be heard: codecs, jitter buffers, sound servers. */
const kLatency = 1;

/** The longest that anybody talks, with `lead` seconds of silence in front. */
export function talkingSeconds(lead = 1.5) {
  return Math.max(...['ann', 'bob'].map((who) => seconds(speech(who, { lead }))));
}

/**
 * Both parties of a call that is up talk to the end, and each must hear the other and only the
 * other. `codec` is the weakest on the path; `transcoded` where the server changes it on the way.
 * Returns what both looks and the gate said.
 */
export async function converse(name, [left, right], codec, { transcoded = false } = {}) {
  const up = async () => (await left.inCallNow()) && right.inCallNow();
  const before = [await left.look(), await right.look()];
  const speaking = [left, right].map((party) => party.speak?.());
  await stays('the call', talkingSeconds(Math.max(left.lead, right.lead)) + kLatency, up);
  await Promise.all(speaking);
  const after = [await left.look(), await right.look()];
  const reports = await Promise.all([left, right].map(async (party, i) => ({
    says: party.says,
    lead: party.lead,
    heard: await party.heard(),
    concealment: concealment(before[i], after[i]),
    adaptive: transcoded || undefined,
  })));
  const measures = requireBothHear(name, { left: reports[0], right: reports[1], codec });
  return { left: after[0], right: after[1], measures };
}

/** The share of what a browser played between two looks that it made up. Phones do not tell. */
export function concealment(before, after) {
  if (!after) return undefined;
  const played = after.samples - before.samples;
  return played > 0 ? (after.concealed - before.concealed) / played : 1;
}

/**
 * Both directions of a call. `left` and `right` are `{ says, lead, heard, concealment }`: the
 * voice, the silence in front of it, what that party heard, and the share its browser made up.
 * Throws if one of them did not hear the other, or not only the other.
 */
export function requireBothHear(name, { left, right, codec }) {
  keep(name, left, right);
  return {
    left: oneHears(`${name}: ${left.says} hears ${right.says}`, left, right, codec),
    right: oneHears(`${name}: ${right.says} hears ${left.says}`, right, left, codec),
  };
}

function oneHears(name, listener, speaker, codec) {
  return requireGoodAudio(name, {
    sent: speech(speaker.says, { lead: speaker.lead }),
    heard: listener.heard,
    own: speech(listener.says, { lead: listener.lead }),
    codec,
    concealment: listener.concealment,
    adaptive: listener.adaptive,
  });
}

/** Recordings stay in out/heard, for people to listen to. */
function keep(name, ...parties) {
  for (const party of parties) {
    const file = `${name} - what ${party.says} heard.wav`.replaceAll(/[^\w.' -]/g, '_');
    writeWav(join(kOut, 'heard', file), party.heard);
  }
}
