"""P1 and P2: what a bridged packet costs the server, beside a relay that does nothing else."""
from pathlib import Path

from processes import Generator, Ports, Relay, Server, scratch_folder
from results import Finding, Report, spread

WARM_UP_SECONDS = 1
INSTANCES = ("00000000-0000-4000-8000-000000000101", "00000000-0000-4000-8000-000000000102")


class Track:
    """One way that packets go: whose CPU time counts, and who sends."""

    def __init__(self, name: str, server, generator: Generator):
        self.name, self.server, self.generator = name, server, generator
        self.us_per_packet: list[float] = []
        self.generator_us: list[float] = []
        self.answers: list[dict] = []

    def warm_up(self):
        self.generator.ask(f"run {WARM_UP_SECONDS}")

    def measure(self, seconds: float):
        server_us, generator_us = self.server.cpu_us(), self.generator.cpu_us()
        answer = self.generator.ask(f"run {seconds}")
        packets = max(1, answer["good"])
        self.us_per_packet.append((self.server.cpu_us() - server_us) / packets)
        self.generator_us.append((self.generator.cpu_us() - generator_us) / packets)
        self.answers.append(answer)

    def total(self, key: str) -> int:
        return sum(answer[key] for answer in self.answers)

    def problems(self) -> list[str]:
        found = []
        if self.total("wrong") or self.total("disordered"):
            found.append(f"{self.name}: {self.total('wrong')} packets were not what was sent, "
                         f"{self.total('disordered')} came out of order")
        missing = self.total("sent") - self.total("good")
        if missing > self.total("sent") / 1_000:
            found.append(f"{self.name}: {missing} of {self.total('sent')} packets did not come")
        return found

    def row(self) -> str:
        delays = [[answer[key] / 1000 for answer in self.answers]
                  for key in ("delay_p50_us", "delay_p99_us")]
        return (f"| {self.name} | {spread(self.us_per_packet, 2)} | "
                f"{spread(self.generator_us, 2)} | {spread(delays[0], 2)} | "
                f"{spread(delays[1], 2)} | {self.total('sent')} | "
                f"{self.total('sent') - self.total('good')} | {self.total('late_turns')} |")


HEAD = ("| | µs of CPU a packet | generator's, a packet | delay p50, ms | delay p99, ms | sent | "
        "lost or wrong | late turns |\n|---|---|---|---|---|---|---|---|")


def ratios(ours: Track, other: Track) -> list[float]:
    return [mine / its for mine, its in zip(ours.us_per_packet, other.us_per_packet)]


def measure(programs: dict[str, Path], ports: Ports, plan) -> Report:
    wanted = {"P1", "P2"} & plan.parts
    if not wanted:
        return Report()
    with scratch_folder() as folder:
        stage = Stage(programs, ports, plan, Path(folder))
        try:
            stage.set_up("P2" in wanted)
            for track in stage.tracks:
                track.warm_up()
            for _ in range(plan.rounds):
                for track in stage.tracks:
                    track.measure(plan.seconds)
            return stage.report(wanted)
        finally:
            stage.tear_down()


class Stage:
    """The relay and the servers with their calls, all up at once so that rounds can interleave."""

    def __init__(self, programs: dict[str, Path], ports: Ports, plan, folder: Path):
        self.programs, self.ports, self.plan, self.folder = programs, ports, plan, folder
        self.processes: list = []
        self.tracks: list[Track] = []

    def keep(self, process):
        self.processes.append(process)
        return process

    def tear_down(self):
        for process in reversed(self.processes):
            process.stop()

    def load(self, kind: str, port: int, secrets: list[str] = ()) -> Generator:
        return self.keep(Generator([self.programs["media_load"], kind, port, self.plan.calls],
                                   secrets))

    def serve(self, name: str, rtp_ports: str) -> Server:
        state = self.folder / name / "state"
        state.parent.mkdir()
        return self.keep(Server(self.programs["sidetone"], self.ports, rtp_ports, state))

    def set_up(self, browsers: bool):
        relay = self.keep(Relay(self.programs["relay_floor"],
                                self.ports.take(2 * self.plan.calls), self.plan.calls))
        self.tracks.append(Track("relay (floor)", relay, self.load("floor", relay.first_port)))
        phones = self.serve("phones", "10000-11999")
        self.tracks.append(Track("phones, G.711 over RTP", phones,
                                 self.load("phones", phones.sip_port, [phones.password])))
        if not browsers:
            return
        server = self.serve("browsers", "12000-12999")
        secrets = [server.sign_in(login, instance)
                   for login, instance in zip(("reception", "sales"), INSTANCES)]
        self.tracks.append(Track("browsers, Opus over DTLS-SRTP", server,
                                 self.load("browsers", server.http_port, secrets)))

    def report(self, wanted: set[str]) -> Report:
        report = Report()
        floor, phones = self.tracks[:2]
        packets = self.plan.calls * 100
        if "P1" in wanted:
            report.findings.append(Finding(
                "P1", "bridged G.711 RTP, per packet", ratios(phones, floor), "of floor", 1.25))
        if "P2" in wanted:
            report.findings.append(Finding(
                "P2", "browser to browser, Opus passed through, SRTP both sides, per packet",
                ratios(self.tracks[2], phones), "of P1", 1.30))
        rows = "\n".join([HEAD, *(track.row() for track in self.tracks)])
        report.tables.append(
            f"{self.plan.calls} calls at once, {packets} packets a second, {self.plan.rounds} "
            f"rounds of {self.plan.seconds:g} s, interleaved in this order. CPU time of the whole "
            f"server process, RTCP, ICE checks and signalling included.\n\n{rows}")
        for process in self.processes:
            report.commands.append(" ".join(process.command))
        for track in self.tracks:
            report.problems += track.problems()
        return report
