#!/usr/bin/env python3
"""Proves that the load generator rejects what a broken server would do to a call's media: its
verdicts are worth something only then. Takes about five seconds; `make bench` begins with it."""
import argparse
import random
import socket
import threading
import unittest
from pathlib import Path

from processes import Generator, Ports

TOOLS = Path(__file__).resolve().parent.parent / "build/bench/bench"
SEQUENCE, TIMESTAMP, SSRC, FILLING = slice(2, 4), slice(4, 8), slice(8, 12), 60
FAULT_AT = 5  # The sixth packet of each speaker.


class BrokenRelay(threading.Thread):
    """Relays between two ports; `fault(packets, number)` makes of each packet what is sent on."""

    def __init__(self, first_port: int, fault, crossed: bool):
        super().__init__(daemon=True)
        self.sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        for side, each in enumerate(self.sockets):
            each.bind(("127.0.0.1", first_port + side))
            each.settimeout(0.005)
        self.fault, self.crossed, self.running = fault, crossed, True

    def run(self):
        peers, heard = [None, None], [[], []]
        while self.running:
            for side, each in enumerate(self.sockets):
                try:
                    packet, peers[side] = each.recvfrom(2048)
                except TimeoutError:
                    continue
                heard[side].append(packet)
                out = side if self.crossed else 1 - side
                if peers[out] is None:
                    continue
                for made in self.fault(heard[side], len(heard[side]) - 1):
                    self.sockets[out].sendto(made, peers[out])

    def stop(self):
        self.running = False
        self.join()
        for each in self.sockets:
            each.close()


def honest(packets, number):
    return [packets[number]]


def changed(part, value):
    """From the sixth packet on, `part` is another: what a stream that starts anew looks like."""
    def fault(packets, number):
        packet = bytearray(packets[number])
        if number >= FAULT_AT:
            packet[part] = value
        return [bytes(packet)]
    return fault


def once(made):
    """What `made` makes of the sixth packet; the others pass."""
    def fault(packets, number):
        return made(packets) if number == FAULT_AT else [packets[number]]
    return fault


class Judge(unittest.TestCase):
    ports = Ports(random.randrange(14_000, 15_000), 19_999)

    def verdicts(self, fault, crossed=False) -> dict:
        port = self.ports.take(2)
        relay = BrokenRelay(port, fault, crossed)
        relay.start()
        try:
            with Generator([TOOLS / "media_load", "floor", port, 1]) as generator:
                return generator.ask("run 0.4")
        finally:
            relay.stop()

    def test_finds_nothing_wrong_with_an_honest_relay(self):
        found = self.verdicts(honest)
        self.assertGreaterEqual(found["good"], found["sent"] - 2)  # The very first meet nobody.
        self.assertEqual((found["lost"], found["disordered"], found["wrong"]), (0, 0, 0))

    def test_hears_a_changed_byte(self):
        def flip(packets):
            packet = bytearray(packets[FAULT_AT])
            packet[FILLING] ^= 1
            return [bytes(packet)]
        self.assertEqual(self.verdicts(once(flip))["wrong"], 2)

    def test_hears_another_speaker(self):
        found = self.verdicts(honest, crossed=True)
        self.assertEqual((found["good"], found["wrong"]), (0, found["sent"]))

    def test_misses_a_lost_packet(self):
        self.assertEqual(self.verdicts(once(lambda packets: []))["lost"], 2)

    def test_notices_a_packet_that_comes_twice(self):
        found = self.verdicts(once(lambda packets: [packets[FAULT_AT]] * 2))
        self.assertEqual(found["disordered"], 2)

    def test_notices_a_late_packet(self):
        found = self.verdicts(once(lambda packets: [packets[FAULT_AT], packets[FAULT_AT - 1]]))
        self.assertEqual(found["disordered"], 2)

    def test_notices_a_jump_of_the_sequence_the_time_and_the_source(self):
        for part, value in ((SEQUENCE, b"\x77\x77"), (TIMESTAMP, b"\x77" * 4), (SSRC, b"\x77" * 4)):
            self.assertGreater(self.verdicts(changed(part, value))["wrong"], 0)

    def test_notices_a_packet_cut_short(self):
        self.assertEqual(self.verdicts(once(lambda packets: [packets[FAULT_AT][:-1]]))["wrong"], 2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=Path, default=TOOLS)
    chosen, rest = parser.parse_known_args()
    TOOLS = chosen.tools
    unittest.main(argv=["judge_test.py", *rest])
