import { afterEach, expect, test, vi } from "vitest";
import type { Event } from "../phone/io";
import { Microphone } from "./microphone";

/** A device as the browser hands it out. */
class Device {
  enabled = true;
  stopped = false;
  onended: (() => void) | null = null;

  readonly stream = {
    getTracks: () => [this],
    getAudioTracks: () => [this],
  } as unknown as MediaStream;

  stop(): void {
    this.stopped = true;
  }
}

/** A microphone in a browser that gives these devices, one after the other. */
function microphone(...devices: Device[]) {
  const getUserMedia = async () => devices.shift()!.stream;
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia } });
  const reported: Event["type"][] = [];
  return { microphone: new Microphone(({ type }) => void reported.push(type)), reported };
}

afterEach(() => void vi.unstubAllGlobals());

test("a device that is unplugged is let go and told, and Mute holds for the next one (S29)", async () => {
  const devices = [new Device(), new Device()] as const;
  const { microphone: mine, reported } = microphone(...devices);
  mine.setLive(true);
  await mine.open();
  expect(devices[0].enabled).toBe(true);
  mine.setLive(false);
  devices[0].onended?.();
  expect(mine.stream).toBeNull();
  expect(devices[0].stopped).toBe(true);
  await mine.open();
  expect(mine.stream).toBe(devices[1].stream);
  expect(devices[1].enabled).toBe(false);
  expect(reported).toEqual(["microphone-ready", "microphone-lost", "microphone-ready"]);
});

test("the late end of a device that was replaced is no news", async () => {
  const devices = [new Device(), new Device()] as const;
  const { microphone: mine, reported } = microphone(...devices);
  await mine.open();
  await mine.open();
  expect(devices[0].stopped).toBe(true);
  devices[0].onended?.();
  expect(mine.stream).toBe(devices[1].stream);
  expect(reported).not.toContain("microphone-lost");
});
