#!/usr/bin/env python3
"""Measures the promises: see README.md. `make bench P=P1,P8` runs a part."""
import argparse
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import call_part
import media_parts
import start_part
from processes import Ports
from results import Report

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("P1", "P2", "P8", "start")
PROGRAMS = ("relay_floor", "media_load", "call_load")


@dataclass
class Plan:
    parts: set[str]
    rounds: int
    seconds: float   # Of one round.
    calls: int       # At once, for P1 and P2.


def output_of(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    return done.stdout.strip()


def machine() -> list[str]:
    model = next((line.partition(":")[2].strip() for line in open("/proc/cpuinfo")
                  if line.startswith("model name")), platform.machine())
    changed = " with changes" if output_of("git", "status", "--porcelain", "src", "bench") else ""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    return [f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
            f"load average before the run: {load}",
            f"Sidetone {output_of('git', 'rev-parse', '--short', 'HEAD')}{changed}, preset "
            f"`release`, {output_of('g++', '--version').splitlines()[0]}",
            "Not measured yet: the peers rtpengine (P1) and Kamailio (P8), and the other rows of "
            "the table of promises."]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help="parts, such as P1,P8")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seconds", type=float, default=2, help="of one round")
    parser.add_argument("--calls", type=int, default=100, help="at once, for P1 and P2")
    parser.add_argument("--server", type=Path, default=ROOT / "build/release/sidetone")
    parser.add_argument("--tools", type=Path, default=ROOT / "build/bench/bench")
    parser.add_argument("--results", type=Path, default=ROOT / "bench/results.md",
                        help="written when all parts were run; of a part, results.md in TOOLS is")
    return parser.parse_args()


def main() -> int:
    chosen = arguments()
    parts = set(chosen.only.split(","))
    if unknown := parts - set(PARTS):
        print(f"not measured by this bench: {', '.join(sorted(unknown))}; "
              f"it knows {', '.join(PARTS)}", file=sys.stderr)
        return 2
    programs = {name: chosen.tools / name for name in PROGRAMS} | {"sidetone": chosen.server}
    plan = Plan(parts, chosen.rounds, chosen.seconds, chosen.calls)
    facts, ports, report = machine(), Ports(), Report()
    for part in (media_parts, call_part, start_part):
        report += part.measure(programs, ports, plan)
    print(*report.lines(), sep="\n")
    # A part is no table to be kept.
    path = chosen.results if parts == set(PARTS) else chosen.tools / "results.md"
    date = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    path.write_text(report.markdown(facts, date).replace(f"{ROOT}/", ""))
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
