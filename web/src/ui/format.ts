const kTime = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const kDay = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
});
const kWhole = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/** When a call was, as short as it can be said: today only the time. */
export function moment(iso: string, now: number): string {
  const date = new Date(iso);
  const today = date.toDateString() === new Date(now).toDateString();
  return today ? kTime.format(date) : `${kDay.format(date)}, ${kTime.format(date)}`;
}

export function wholeMoment(iso: string): string {
  return kWhole.format(new Date(iso));
}
