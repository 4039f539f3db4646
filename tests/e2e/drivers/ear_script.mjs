/**
 * Runs inside a page before its own scripts: keeps its peer connections for getStats(), and records
 * every remote audio track as the page plays it. It goes in by the browser's debugger, so the
 * page's Content-Security-Policy has no say and needs no hole.
 */
export function listenInPage() {
  const ear = { connections: [], recordings: [] };
  Object.defineProperty(window, '__ear', { value: ear });

  const record = async (track) => {
    const recording = { startedAt: Date.now(), rate: 0, chunks: [], nextAt: undefined };
    ear.recordings.push(recording);
    const reader = new MediaStreamTrackProcessor({ track: track.clone() }).readable.getReader();
    for (;;) {
      const { value: data, done } = await reader.read();
      if (done) return;
      const samples = new Float32Array(data.numberOfFrames);
      data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      recording.rate = data.sampleRate;
      recording.chunks.push({ at: data.timestamp, samples });
      data.close();
    }
  };

  const Original = window.RTCPeerConnection;
  if (!Original) return;
  window.RTCPeerConnection = class extends Original {
    constructor(...args) {
      super(...args);
      ear.connections.push(this);
      if (!window.MediaStreamTrackProcessor) return;
      this.addEventListener('track', ({ track }) => {
        if (track.kind === 'audio') record(track);
      });
    }
  };
}

/**
 * Opens every microphone of the page without echo cancellation, noise suppression and gain control:
 * a browser that takes the first word for noise, or ducks who talks against a far voice, would be
 * judged, not the path behind it.
 */
export function leaveSoundAlone() {
  const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const original = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (wanted) => {
    const audio = wanted.audio === true ? {} : wanted.audio;
    return original({ ...wanted, audio: audio && { ...audio, ...plain } });
  };
}

/**
 * The newest recording as `{ rate, startedAt, pcm }`, with `pcm` base64 of 16-bit samples in the
 * time of the wall: where the track delivered nothing there is silence.
 */
export function takeHeard() {
  const recording = window.__ear.recordings.at(-1);
  if (!recording || recording.chunks.length === 0) return undefined;
  const { rate, startedAt, chunks } = recording;
  const placeOf = (at) => Math.round(((at - chunks[0].at) / 1e6) * rate);
  const lastChunk = chunks.at(-1);
  const pcm = new Int16Array(placeOf(lastChunk.at) + lastChunk.samples.length);
  let end = 0;
  for (const { at, samples } of chunks) {
    // Timestamps wander by a few samples; only a real gap moves what follows.
    const place = Math.abs(placeOf(at) - end) < rate / 200 ? end : placeOf(at);
    for (let i = 0; i < samples.length; i++) {
      pcm[place + i] = Math.max(-32768, Math.min(32767, Math.round(samples[i] * 32768)));
    }
    end = place + samples.length;
  }
  const bytes = new Uint8Array(pcm.buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return { rate, startedAt, pcm: btoa(text) };
}

/** What getStats() says of the newest connection that is up, in a few plain fields. */
export async function takeStats() {
  const connection = window.__ear.connections.filter((one) => one.connectionState !== 'closed')
    .at(-1);
  if (!connection) return undefined;
  const report = await connection.getStats();
  const all = [...report.values()];
  const transport = all.find((one) => one.type === 'transport');
  const pair = report.get(transport?.selectedCandidatePairId) ??
    all.find((one) => one.type === 'candidate-pair' && one.nominated && one.state === 'succeeded');
  const inbound = all.find((one) => one.type === 'inbound-rtp' && one.kind === 'audio');
  const outbound = all.find((one) => one.type === 'outbound-rtp' && one.kind === 'audio');
  const codec = (stream) => report.get(stream?.codecId)?.mimeType;
  return {
    state: connection.connectionState,
    localCandidate: report.get(pair?.localCandidateId)?.candidateType,
    relayProtocol: report.get(pair?.localCandidateId)?.relayProtocol,
    remoteAddress: report.get(pair?.remoteCandidateId)?.address,
    receives: codec(inbound),
    sends: codec(outbound),
    packetsReceived: inbound?.packetsReceived ?? 0,
    packetsSent: outbound?.packetsSent ?? 0,
    packetsLost: inbound?.packetsLost ?? 0,
    concealed: (inbound?.concealedSamples ?? 0) - (inbound?.silentConcealedSamples ?? 0),
    samples: inbound?.totalSamplesReceived ?? 0,
    jitterBufferSeconds: inbound?.jitterBufferEmittedCount > 0
      ? inbound.jitterBufferDelay / inbound.jitterBufferEmittedCount : undefined,
  };
}
