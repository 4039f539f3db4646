import type { Browser, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { administrator, historyItem } from "../src/phone/bench";
import type { HistoryItem } from "../src/phone/model";
import { Desk, launch, until } from "./bench";
import { header } from "./fake/sip_text";

let browser: Browser;
let desk: Desk;

beforeAll(async () => {
  browser = await launch("--use-fake-ui-for-media-stream");
});
afterAll(() => browser.close());
beforeEach(async () => {
  desk = await Desk.open(browser);
});
afterEach(() => desk.close());

const invite = async () => {
  await until(() => expect(desk.server.sip.find("INVITE")).toBeDefined());
  return desk.server.sip.find("INVITE")!;
};

/** In conversation with 102. */
async function talk() {
  await desk.start();
  await desk.dial("102");
  const request = await invite();
  desk.server.sip.reply(request, "180 Ringing");
  desk.server.sip.reply(request, "200 OK", { audio: true });
  await desk.status("In Call");
  return request;
}

const overlay = () => desk.page.getByRole("alertdialog");

describe("signing in", () => {
  test("works with the keyboard alone, and a wrong password gets one message", async () => {
    await desk.page.goto(desk.server.address);
    const { keyboard } = desk.page;
    await desk.page.getByRole("textbox", { name: "Email" }).focus();
    await keyboard.type("reception@demo.test");
    await keyboard.press("Tab");
    await keyboard.type("wrong");
    await keyboard.press("Enter");
    await desk.alert("Wrong email or password.");
    await desk.inspect("login");
    await desk.page.getByLabel("Password").fill("secret");
    await desk.button("Sign in").click();
    await desk.status("Ready");
    await desk.button("Sign out").click();
    await desk.button("Sign in").waitFor();
  });
  test("a user without an extension has no Phone tab and is told so (S2)", async () => {
    desk.server.me = administrator;
    await desk.page.goto(desk.server.address);
    await desk.alert("No extension is assigned to your account.");
    expect(await desk.page.getByRole("tab").count()).toBe(0);
    await desk.inspect("no-extension");
  });
  test("a browser that cannot call says so (S1)", async () => {
    desk.server.me = desk.server.account;
    await desk.page.addInitScript("delete window.RTCPeerConnection");
    await desk.page.goto(desk.server.address);
    await desk.alert(
      "This browser can't make calls. Use a current Chrome, Edge, Firefox or Safari over HTTPS.",
    );
    expect(await desk.button("Call").count()).toBe(0);
  });
});

describe("calling", () => {
  test("an INVITE offers audio alone, and the answer starts the clock", async () => {
    await desk.start();
    await desk.inspect("ready");
    await desk.dial("102");
    const request = await invite();
    expect(request.start).toBe("INVITE sip:102@demo.test SIP/2.0");
    expect(request.body.match(/^m=.*/gm)).toHaveLength(1);
    expect(request.body).toMatch(/^m=audio .*\r\n/m);
    expect(request.body).toContain("opus/48000/2");
    expect(request.body).toContain("telephone-event/8000");
    desk.server.sip.reply(request, "180 Ringing");
    await desk.page.getByText("Ringing…").waitFor();
    await desk.inspect("ringing-out");
    desk.server.sip.reply(request, "200 OK", { audio: true });
    await desk.status("In Call");
    await until(() => expect(desk.server.sip.find("ACK")).toBeDefined());
    await desk.page.getByRole("timer", { name: "Call time" }).getByText("0:01").waitFor();
    await desk.inspect("in-call");
  });
  test("Mute is a toggle, and Keypad brings a pad", async () => {
    await talk();
    await desk.button("Mute").click();
    expect(await desk.button("Mute").getAttribute("aria-pressed")).toBe("true");
    await desk.page.keyboard.press("m");
    expect(await desk.button("Mute").getAttribute("aria-pressed")).toBe("false");
    await desk.button("Keypad").click();
    await desk.button("1").click();
    await desk.page.keyboard.press("#");
    await desk.page.getByText("Sent digits: 1#").waitFor();
    await desk.inspect("keypad");
  });
  test("Hang Up says BYE, and so does Escape", async () => {
    await talk();
    await desk.page.keyboard.press("Escape");
    await until(() => expect(desk.server.sip.find("BYE")).toBeDefined());
    await desk.status("Ready");
  });
  test("the far end's BYE is told", async () => {
    desk.server.sip.bye(await talk());
    await desk.alert("Call ended");
    await desk.status("Ready");
    await desk.inspect("ended");
  });
  test("refusals are told in words, with a retry (S35)", async () => {
    await desk.start();
    await desk.dial("102");
    desk.server.sip.reply(await invite(), "486 Busy Here");
    await desk.alert("Busy");
    await desk.inspect("busy");
    desk.server.sip.seen.length = 0;
    await desk.button("Retry").click();
    desk.server.sip.reply(await invite(), "488 Not Acceptable Here");
    await desk.alert("Call failed (488)");
  });
  test("Enter pressed twice makes one call (S16)", async () => {
    await desk.start();
    await desk.number.fill("102");
    await desk.number.press("Enter");
    await desk.page.keyboard.press("Enter");
    await invite();
    await desk.button("Hang Up").click();
    await desk.button("Call").waitFor();
    const invites = desk.server.sip.seen.filter(({ start }) => start.startsWith("INVITE"));
    expect(invites).toHaveLength(1);
  });
  test("cancelled at once, nothing rings on (S21)", async () => {
    await desk.start();
    await desk.number.fill("102");
    await desk.page.evaluate(() => {
      const press = (name: string) =>
        [...document.querySelectorAll("button")]
          .find((b) => b.textContent?.trim() === name)
          ?.click();
      press("Call");
      queueMicrotask(() => press("Hang Up"));
    });
    await desk.button("Call").waitFor();
    await desk.dial("103");
    expect((await invite()).start).toContain("sip:103@");
  });
  test("an answer that crosses the CANCEL is acknowledged and ended (S21)", async () => {
    await desk.start();
    await desk.dial("102");
    const request = await invite();
    desk.server.sip.reply(request, "180 Ringing");
    await desk.page.getByText("Ringing…").waitFor();
    await desk.button("Hang Up").click();
    await until(() => expect(desk.server.sip.find("CANCEL")).toBeDefined());
    desk.server.sip.reply(request, "200 OK", { audio: true });
    await until(() => expect(desk.server.sip.find("BYE")).toBeDefined());
    expect(desk.server.sip.find("ACK")).toBeDefined();
  });
  test("an empty field redials on the second press (S19)", async () => {
    desk.server.history = [historyItem("a", "102")];
    await desk.start();
    await desk.button("Call").click();
    await until(async () => expect(await desk.number.inputValue()).toBe("102"));
    await desk.button("Call").click();
    expect((await invite()).start).toContain("sip:102@");
  });
  test("typing anywhere dials, and a long 0 is a +", async () => {
    await desk.start();
    await desk.page.getByRole("tab", { name: "Call History" }).click();
    await desk.page.keyboard.type("12");
    expect(await desk.number.inputValue()).toBe("12");
    await desk.button("0").hover();
    await desk.page.mouse.down();
    await until(async () => expect(await desk.number.inputValue()).toBe("12+"));
    await desk.page.mouse.up();
    expect(await desk.number.inputValue()).toBe("12+");
  });
});

describe("being called", () => {
  const kSales = '"Sales" <sip:102@demo.test>';

  test("the overlay names the caller, on any tab, and Enter answers (S22, S23)", async () => {
    await desk.start();
    await desk.page.getByRole("tab", { name: "Call History" }).click();
    desk.server.sip.invite(kSales);
    await overlay().getByText("Sales").waitFor();
    await overlay().getByText("102").waitFor();
    await desk.inspect("incoming");
    await until(async () => {
      await desk.page.keyboard.press("Enter");
      expect(desk.server.sip.status(200)).toBeDefined();
    });
    await desk.status("In Call");
    expect(await overlay().count()).toBe(0);
    await desk.page.getByRole("tab", { name: "Call History" }).click();
    await desk.inspect("call-bar");
  });
  test("Decline is busy for this device and says what it meant (S24)", async () => {
    await desk.start();
    desk.server.sip.invite('"Anonymous" <sip:anonymous@anonymous.invalid>');
    await overlay().getByText("Private number").waitFor();
    await desk.button("Decline").click();
    await until(() => expect(desk.server.sip.status(486)).toBeDefined());
    expect(header(desk.server.sip.status(486)!, "Reason")).toContain("cause=603");
    await desk.status("Ready");
  });
  test("who loses the race learns it (S23)", async () => {
    await desk.start();
    const lines = desk.server.sip.invite(kSales);
    await overlay().waitFor();
    desk.server.sip.cancel(lines, 'SIP;cause=200;text="Call completed elsewhere"');
    await desk.alert("Answered on another device");
    expect(await overlay().count()).toBe(0);
  });
  test("a second caller hears busy, and does not even ring", async () => {
    await talk();
    desk.server.sip.invite(kSales);
    await until(() => expect(desk.server.sip.status(486)).toBeDefined());
    expect(desk.server.sip.status(180)).toBeUndefined();
    await desk.status("In Call");
  });
});

describe("the connection", () => {
  test("comes back by itself, with a new ticket (S6)", async () => {
    await desk.start();
    desk.server.sip.drop();
    await desk.status("Disconnected");
    await desk.status("Ready");
    expect(desk.server.tickets).toBe(2);
    expect(desk.server.sip.registrations).toBe(2);
  });
  test("can be asked for, and says when it takes long (S5)", async () => {
    await desk.start();
    desk.server.refusesTickets = 503;
    desk.server.sip.drop();
    await desk.status("Disconnected");
    await desk.inspect("disconnected");
    desk.server.refusesTickets = 0;
    await desk.button("Reconnect").click();
    await desk.status("Ready");
  });
  test("an expired sign-in is told, with the way back", async () => {
    await desk.start();
    desk.server.me = null;
    desk.server.dropEvents();
    await desk.page.getByText("Sign-in expired. Sign in again.").waitFor();
    await desk.status("Disconnected");
    await desk.button("Sign in").click();
    await desk.page.getByRole("textbox", { name: "Email" }).waitFor();
  });
  test("a call outlives its signalling, and ends by a BYE on the next one (S7)", async () => {
    await talk();
    desk.server.sip.drop();
    await desk.page.getByText("Reconnecting… your call is still up").waitFor();
    await desk.status("In Call");
    await until(() => expect(desk.server.sip.registrations).toBe(2));
    await desk.button("Hang Up").click();
    await until(() => expect(desk.server.sip.find("BYE")).toBeDefined());
  });
});

test("a page that the browser kept in its cache is loaded anew", async () => {
  await talk();
  const loaded = desk.page.waitForEvent("load");
  await desk.page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  await loaded;
  await desk.status("Ready");
});

test("a page that is closed in a call says BYE", async () => {
  await talk();
  await desk.page.close();
  await until(() => expect(desk.server.sip.find("BYE")).toBeDefined());
});

test("another microphone is sent in the same call when the first is unplugged (S29)", async () => {
  await desk.page.addInitScript(() => {
    const seen = { tracks: [] as MediaStreamTrack[], links: [] as RTCPeerConnection[] };
    Object.assign(window, { seen });
    const media = navigator.mediaDevices;
    const ask = media.getUserMedia.bind(media);
    media.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      seen.tracks.push(...stream.getAudioTracks());
      return stream;
    };
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(how?: RTCConfiguration) {
        super(how);
        seen.links.push(this);
      }
    };
  });
  await talk();
  await desk.button("Mute").click();
  type Seen = { seen: { tracks: MediaStreamTrack[]; links: RTCPeerConnection[] } };
  await desk.page.evaluate(() => {
    const [track] = (window as unknown as Seen).seen.tracks;
    track!.stop();
    track!.dispatchEvent(new Event("ended"));
  });
  await until(async () => {
    const sent = await desk.page.evaluate(() => {
      const { tracks, links } = (window as unknown as Seen).seen;
      const track = links[0]!.getSenders()[0]!.track;
      return [tracks.length, track === tracks[1], track?.readyState, track?.enabled];
    });
    expect(sent).toEqual([2, true, "live", false]);
  });
  const offers = desk.server.sip.seen.filter(({ start }) => start.startsWith("INVITE"));
  expect(offers).toHaveLength(1);
});

test("the history shows who, when and how, and calls back", async () => {
  desk.server.history = [
    historyItem("d", "102", {
      peer: { number: "102", name: "Sales" },
      direction: "in",
      result: "missed",
    }),
    historyItem("c", "+15550100102", { result: "answered", durationSeconds: 75 }),
    historyItem("b", "", { direction: "in", result: "answered_elsewhere" }),
    historyItem("a", "104", { result: "failed", cause: { sipStatus: 488, text: "" } }),
  ];
  await desk.start();
  await desk.page.getByRole("tab", { name: "Call History" }).click();
  expect(await desk.page.getByRole("listitem").count()).toBe(4);
  await desk.page.getByText("1:15").waitFor();
  await desk.inspect("history");
  desk.server.push((seq) => ({ type: "history", seq, item: historyItem("e", "103") }));
  await until(async () => expect(await desk.page.getByRole("listitem").count()).toBe(5));
  await desk.button("Dial Sales 102").click();
  expect((await invite()).start).toContain("sip:102@");
});

test("an older page that is late for a newer one is not put behind it", async () => {
  const held: Route[] = [];
  await desk.page.route("**/calls/history*", (route) => {
    if (route.request().url().includes("cursor=")) return void held.push(route);
    return route.fulfill({ json: { items: desk.server.history, nextCursor: "older" } });
  });
  const answer = async (route: Route, ...items: HistoryItem[]) => {
    await route.fulfill({ json: { items, nextCursor: null } });
    await (await route.request().response())!.finished();
  };
  const numbers = () => desk.page.getByRole("listitem").allInnerTexts();
  desk.server.history = [historyItem("c", "103")];
  await desk.start();
  await desk.page.getByRole("tab", { name: "Call History" }).click();
  await desk.button("Show older calls").click();
  await until(() => expect(held).toHaveLength(1));
  desk.server.history = [historyItem("e", "105"), historyItem("d", "104")];
  const registrations = { softphone: true };
  desk.server.push(() => ({ type: "snapshot", seq: 90, calls: [], registrations }));
  await until(async () => expect(await numbers()).toHaveLength(2));
  await answer(held[0]!, historyItem("a", "101"));
  await desk.button("Show older calls").click();
  await until(() => expect(held).toHaveLength(2));
  await answer(held[1]!, historyItem("c", "103"), historyItem("b", "102"));
  const shown = [/105/, /104/, /103/, /102/].map((number) => expect.stringMatching(number));
  await until(async () => expect(await numbers()).toEqual(shown));
});
