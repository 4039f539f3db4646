/**
 * A page of the tests' own, with one RTCPeerConnection and no server: two of them, in two browsers,
 * prove the browsers' drivers and the audio gate before anything of the product is involved.
 */

import { createServer } from 'node:http';
import { once } from 'node:events';
import { kRehearsalHtml, rehearse } from './rehearsal_page.mjs';

const kHtml = `<!doctype html><html lang="en"><title>peer</title>
<audio id="ear" autoplay></audio><script src="/peer.js"></script></html>`;

/** Serialised into the page. */
function peer() {
  const connection = new RTCPeerConnection();
  connection.ontrack = ({ track }) => {
    document.querySelector('#ear').srcObject = new MediaStream([track]);
  };
  // Each side is told the other's loopback address only: the test's traffic stays there.
  const complete = async () => {
    while (connection.iceGatheringState !== 'complete') {
      await new Promise((resolve) => {
        connection.addEventListener('icegatheringstatechange', resolve, { once: true });
      });
    }
    const { type, sdp } = connection.localDescription;
    const stays = (line) => !line.startsWith('a=candidate') || line.includes(' 127.0.0.1 ');
    return { type, sdp: sdp.split('\r\n').filter(stays).join('\r\n') };
  };
  window.peer = {
    async openMicrophone(constraints) {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: constraints });
      stream.getTracks().forEach((track) => connection.addTrack(track, stream));
    },
    async offer() {
      await connection.setLocalDescription();
      return complete();
    },
    async answer(offer) {
      await connection.setRemoteDescription(offer);
      await connection.setLocalDescription();
      return complete();
    },
    accept: (answer) => connection.setRemoteDescription(answer),
    state: () => connection.connectionState,
    close: () => connection.close(),
  };
}

/** Serves both pages on loopback; `{ url, stop }`. */
export async function servePeerPage() {
  const files = {
    '/': kHtml,
    '/peer.js': `(${peer})()`,
    '/rehearsal': kRehearsalHtml,
    '/rehearsal.js': `(${rehearse})()`,
    '/favicon.ico': '',
  };
  const server = createServer((request, response) => {
    const isScript = request.url.endsWith('.js');
    response.setHeader('Content-Security-Policy', "default-src 'self'");
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.statusCode = request.url in files ? 200 : 404;
    response.end(files[request.url]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  };
}

/** Connects the pages of two people, who both have their microphones open. */
export async function connectPeers(caller, callee) {
  const offer = await caller.page.evaluate(() => window.peer.offer());
  const answer = await callee.page.evaluate((heard) => window.peer.answer(heard), offer);
  await caller.page.evaluate((heard) => window.peer.accept(heard), answer);
}
