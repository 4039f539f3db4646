/** What JsSIP logs with, in place of the package `debug`: a page's console is no place for calls. */
export default function silentLog(): () => void {
  return () => {};
}
