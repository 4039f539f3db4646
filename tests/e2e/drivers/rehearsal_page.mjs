/** A page with the roles and names of the product's, to try the hands on. Nothing calls anybody. */

export const kRehearsalHtml = `<!doctype html><html lang="en"><title>rehearsal</title>
<form id="login"><label>Email <input type="email" name="email"></label>
<label>Password <input type="password"></label><button>Sign in</button></form>
<main hidden>
<p role="status" aria-label="Connection">Connecting...</p>
<p role="timer" aria-label="Call time">1:05</p>
<label for="number">Number</label><input id="number" inputmode="tel">
<button id="call">Call</button><button id="history">Call History</button>
<button id="mute" aria-pressed="false">Mute</button>
<button id="hang-up" hidden>Hang Up</button>
<p id="notice" role="alert"></p>
<div role="alertdialog" aria-label="Incoming call" hidden><p>Reception</p><p>101</p>
<button id="answer" disabled>Answer</button></div>
</main><script src="/rehearsal.js"></script></html>`;

/** Serialised into the page. */
export function rehearse() {
  const at = (id) => document.querySelector(id);
  const say = (text) => {
    at('[role=status]').textContent = text;
  };
  at('#login').addEventListener('submit', (event) => {
    event.preventDefault();
    at('#login').hidden = true;
    at('main').hidden = false;
    const given = at('[type=password]').value === 'secret' && at('[name=email]').value !== '';
    setTimeout(() => say(given ? 'Ready' : 'Disconnected'), 200);
  });
  at('#call').addEventListener('click', () => {
    at('#hang-up').hidden = false;
    say(at('#number').value === '102' ? 'In Call' : 'Ready');
  });
  at('#mute').addEventListener('click', () => at('#mute').setAttribute('aria-pressed', 'true'));
  at('#hang-up').addEventListener('click', () => {
    at('#hang-up').hidden = true;
    at('#notice').textContent = 'Call ended';
    at('[role=alertdialog]').hidden = false;
    setTimeout(() => {
      at('#answer').disabled = false;
    }, 300);
  });
  at('#answer').addEventListener('click', () => {
    at('[role=alertdialog]').hidden = true;
  });
}
