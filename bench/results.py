"""What was measured, against what was promised: one line each, and a table for results.md."""
import statistics
from dataclasses import dataclass, field


def spread(values: list[float], digits: int) -> str:
    median = statistics.median(values)
    return f"{median:.{digits}f} (min {min(values):.{digits}f}, max {max(values):.{digits}f})"


@dataclass
class Finding:
    """One promise: `values` of the rounds in the promise's unit."""
    name: str
    what: str                # For the table.
    values: list[float]
    unit: str                # "of floor", "ms to /readyz", …
    promise: float | None    # None: the peer that it names is not measured here.
    promised: str = ""       # The promise in words, where it is no number of ours.
    digits: int = 2

    @property
    def holds(self) -> bool | None:
        return None if self.promise is None else statistics.median(self.values) <= self.promise

    def promise_text(self) -> str:
        return self.promised or f"{self.promise:.{self.digits}f}"

    def verdict(self) -> str:
        if self.holds is None:
            return "not compared"
        return "holds" if self.holds else "falls short"

    def line(self) -> str:
        median = f"{statistics.median(self.values):.{self.digits}f}"
        low, high = (f"{edge(self.values):.{self.digits}f}" for edge in (min, max))
        return (f"{self.name} {median} {self.unit} (min {low}, max {high}), "
                f"promise {self.promise_text()}: {self.verdict()}")


@dataclass
class Report:
    findings: list[Finding] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)     # Markdown: what was measured, in units.
    commands: list[str] = field(default_factory=list)   # As they were run.
    problems: list[str] = field(default_factory=list)   # Measurements that must not be believed.

    def __iadd__(self, other: "Report") -> "Report":
        self.findings += other.findings
        self.tables += other.tables
        self.commands += other.commands
        self.problems += other.problems
        return self

    def lines(self) -> list[str]:
        return [finding.line() for finding in self.findings] + [
            f"not valid: {problem}" for problem in self.problems]

    def markdown(self, machine: list[str], date: str) -> str:
        parts = ["# What the bench measured", "",
                 f"Written by `make bench` on {date}; [README.md](README.md) says how. Ratios are "
                 "medians of interleaved rounds; this machine is shared, so believe the ratios "
                 "before the microseconds.", ""]
        parts += [f"- {fact}" for fact in machine]
        parts += ["", "## Promises", "", "| | Work | Measured | Promise | |",
                  "|---|---|---|---|---|"]
        parts += [f"| {f.name} | {f.what} | {spread(f.values, f.digits)} {f.unit} | "
                  f"{f.promise_text()} | {f.verdict()} |" for f in self.findings]
        if self.problems:
            parts += ["", "Not valid:", ""] + [f"- {problem}" for problem in self.problems]
        parts += ["", "## In units", ""] + "\n\n".join(self.tables).splitlines()
        parts += ["", "## Commands", "", "The server's ports, state folder and demo password come "
                  "from `SIDETONE_…` variables.", "", "```"] + self.commands + ["```", ""]
        return "\n".join(parts)
