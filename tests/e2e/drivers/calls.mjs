/** What every test of a call does: let both talk, and judge what each heard. */

import { join } from 'node:path';
import { requireGoodAudio } from '../audio/audio_gate.mjs';
import { speech } from '../audio/speech.mjs';
import { seconds, writeWav } from '../audio/wav.mjs';
import { kOut } from './process.mjs';

/** The longest that anybody talks, with `lead` seconds of silence in front. */
export function talkingSeconds(lead = 1.5) {
  return Math.max(...['ann', 'bob'].map((who) => seconds(speech(who, { lead }))));
}

/** The share of what a browser played between two looks at its getStats() that it made up. */
export function concealment(before, after) {
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
  });
}

/** Recordings stay in out/heard, for people to listen to. */
function keep(name, ...parties) {
  const folder = join(kOut, 'heard');
  for (const party of parties) {
    const file = `${name} - ${party.says}'s ear.wav`.replaceAll(/[^\w.' -]/g, '_');
    writeWav(join(folder, file), party.heard);
  }
}
