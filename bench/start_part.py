"""How long the server takes to start, and what it occupies when nobody is on it."""
import time
from pathlib import Path

from processes import Ports, Server, memory_kb, scratch_folder
from results import Finding, Report, spread

SETTLE_SECONDS = 1


def measure(programs: dict[str, Path], ports: Ports, plan) -> Report:
    report = Report()
    if "start" not in plan.parts:
        return report
    first_starts, later_starts, memory, unshared = [], [], [], []
    with scratch_folder() as folder:
        for round_number in range(plan.rounds):
            state = Path(folder) / f"round-{round_number}" / "state"
            state.parent.mkdir()
            for starts in (first_starts, later_starts):
                with Server(programs["sidetone"], ports, "12000-12999", state) as server:
                    starts.append(server.seconds_to_ready * 1000)
                    if starts is first_starts:
                        continue
                    time.sleep(SETTLE_SECONDS)
                    memory.append(memory_kb(server.pid) / 1024)
                    unshared.append(memory_kb(server.pid, "RssAnon") / 1024)
                    command = " ".join(server.command)
    report.commands.append(command)
    report.findings += [
        Finding("start", "cold start with the state of an earlier run", later_starts,
                "ms to /readyz", 300, "300 ms", digits=0),
        Finding("memory", "resident, demo tenant and nobody on it", memory, "MB", 40, "40 MB",
                digits=1)]
    report.tables.append(
        "| | |\n|---|---|\n"
        f"| start, state of an earlier run | {spread(later_starts, 0)} ms |\n"
        f"| first start: database, demo accounts (argon2id), certificate | "
        f"{spread(first_starts, 0)} ms |\n"
        f"| resident memory | {spread(memory, 1)} MB |\n"
        f"| of that not backed by the program's file | {spread(unshared, 1)} MB |")
    return report
