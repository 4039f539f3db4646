"""P8: what a whole call costs the server, from its INVITE to its durable record."""
import collections
import json
import sqlite3
import time
from pathlib import Path

from processes import Generator, Ports, Server, scratch_folder
from results import Finding, Report, spread

RATE = 100           # Calls a second of the first kind of round.
IN_FLIGHT = 64       # Calls at once in the second kind.
RECORD_SECONDS = 5   # For the last records to be written.


class Records:
    """The server's call records, by the number that the generator gave each call."""

    def __init__(self, state: Path):
        self._database = next(state.glob("*.db"))

    def _query(self, text: str) -> list:
        with sqlite3.connect(f"file:{self._database}?mode=ro", uri=True) as connection:
            return connection.execute(text).fetchall()

    def await_count(self, wanted: int):
        end = time.monotonic() + RECORD_SECONDS
        while self._query("SELECT count(*) FROM cdr")[0][0] < wanted and time.monotonic() < end:
            time.sleep(0.02)

    def problems(self, calls: int) -> list[str]:
        seen: collections.Counter[int] = collections.Counter()
        unanswered = 0
        for legs, answered, ended in self._query("SELECT legs, answered_us, ended_us FROM cdr"):
            agent = json.loads(legs)[0]["userAgent"]
            seen[int(agent.rpartition("/")[2])] += 1
            unanswered += not 0 < answered <= ended
        missing = [call for call in range(calls) if seen[call] == 0]
        twice = [call for call, count in seen.items() if count > 1]
        strange = len(seen) - calls + len(missing)
        found = []
        if missing or twice or strange:
            found.append(f"P8: of {calls} calls {len(missing)} have no record, {len(twice)} have "
                         f"more than one, and {strange} records belong to none")
        if unanswered:
            found.append(f"P8: {unanswered} records do not say that the call was answered")
        return found


class Pace:
    """One way to make calls, again and again."""

    def __init__(self, name: str, order: str, calls: int):
        self.name, self.order, self.calls = name, order, calls
        self.us_per_call: list[float] = []
        self.answers: list[dict] = []

    def row(self) -> str:
        def of(values):
            return spread(list(values), 1)
        return (f"| {self.name} | {of(self.us_per_call)} | "
                f"{of(a['completed'] / a['seconds'] for a in self.answers)} | "
                f"{of(a['answer_p50_us'] / 1000 for a in self.answers)} | "
                f"{of(a['answer_p99_us'] / 1000 for a in self.answers)} | "
                f"{sum(a['completed'] for a in self.answers)} | "
                f"{sum(a['failed'] for a in self.answers)} |")


def measure(programs: dict[str, Path], ports: Ports, plan) -> Report:
    report = Report()
    if "P8" not in plan.parts:
        return report
    steady = Pace(f"{RATE} calls a second", f"rate {RATE}", int(RATE * plan.seconds))
    flood = Pace(f"as fast as it goes, {IN_FLIGHT} at once", f"flood {IN_FLIGHT}",
                 int(4 * RATE * plan.seconds))
    with scratch_folder() as folder:
        with Server(programs["sidetone"], ports, "13000-14999", Path(folder) / "state") as server:
            with Generator([programs["call_load"], server.sip_port],
                           [server.password]) as generator:
                generator.ask(f"rate {RATE} {RATE}")
                total = RATE
                records = Records(server.state)
                for _ in range(plan.rounds):
                    for pace in (steady, flood):
                        before = server.cpu_us()
                        pace.answers.append(generator.ask(f"{pace.order} {pace.calls}"))
                        total += pace.calls
                        records.await_count(total)
                        pace.us_per_call.append((server.cpu_us() - before) / pace.calls)
                report.problems += records.problems(total)
                report.commands += [" ".join(server.command), " ".join(generator.command)]
    failed = sum(answer["failed"] for pace in (steady, flood) for answer in pace.answers)
    if failed:
        report.problems.append(f"P8: {failed} calls failed")
    report.findings.append(Finding(
        "P8", f"whole B2BUA call to its durable record, at {RATE} a second",
        steady.us_per_call, "µs a call", None,
        "0.5 of Kamailio, which is not measured yet: 360 µs by its 720 µs where the promise "
        "was made", digits=0))
    head = ("| | µs of CPU a call | calls a second | answered p50, ms | answered p99, ms | "
            "completed | failed |\n|---|---|---|---|---|---|---|")
    report.tables.append(
        "INVITE with digest, 180, 200, ACK, BYE over UDP; two media legs with two ports each; "
        "SQLite with `synchronous=FULL`. CPU time of the whole server process until the last "
        "record of the round is in the database, which is read afterwards: each call has its row "
        f"exactly once.\n\n{head}\n{steady.row()}\n{flood.row()}")
    return report
