import { mount, tick } from "svelte";
import { Runtime } from "./edge/runtime";
import { restoreTheme, storeTheme } from "./edge/theme";
import { initial } from "./phone/model";
import App from "./ui/App.svelte";
import { portContext, View } from "./ui/view.svelte";
import "./ui/app.css";

const view = new View(initial(0, 0));
const runtime = new Runtime({
  show: (phone) => (view.phone = phone),
  focusNumber: () => void tick().then(() => document.getElementById("number")?.focus()),
});

restoreTheme();
mount(App, {
  target: document.getElementById("app")!,
  context: portContext({
    view,
    send: (event) => runtime.send(event),
    now: () => runtime.now(),
    levels: () => runtime.levels(),
    setTheme: storeTheme,
  }),
});
runtime.start();
