#!/usr/bin/env python3
"""The house rules that no compiler checks. Runs as a ctest; every rule says why it exists."""
import re
import subprocess
import sys
from pathlib import Path

# The core is told the time and handed its dice, so that a test can replay any hour of any day.
CORE = {"base", "sip", "sdp", "rtc", "audio", "media", "call", "directory", "relay"}
BANNED_IN_CORE = re.compile(
    r"(steady|system|high_resolution|utc)_clock|sleep_(for|until)|std::(thread|jthread|mutex|"
    r"random_device|async|atomic|condition_variable)|\b(gettimeofday|clock_gettime|time\(nullptr)"
    r"|<(thread|mutex|atomic|fstream|iostream|filesystem|sys/socket\.h|unistd\.h)>|boost/asio"
    r"|spdlog")
# Threads meet in app/, net/ and store/ only: everything else has one owner and needs no lock.
MAY_LOCK = {"app", "net", "store", "api"}
BANNED_LOCKS = re.compile(r"std::(mutex|shared_mutex|condition_variable|lock_guard|unique_lock)")
# Each C library stands behind one header of ours, so that it can be replaced and is tested once.
OUTSIDE = {
    "openssl/": ("rtc/dtls", "rtc/srtp", "rtc/crypto", "sip/auth/hash", "net/", "store/", "app/",
                 "api/"),
    "opus/": ("audio/codec/",),
    "spandsp": ("audio/",),
    "speex": ("audio/",),
    "soci/": ("store/",),
    "argon2": ("store/",),
    "ares": ("net/",),
    "toml++": ("app/",),
    "CLI/": ("app/",),
    "boost/": ("net/", "api/", "app/"),
    "yaml-cpp/": ("api/test_openapi",),
}
MAX_FILE_LINES, MAX_COLUMNS, MAX_FUNCTION_LINES, MAX_FILES_IN_FOLDER = 500, 100, 60, 60


def layers(root: Path) -> dict[str, list[str]]:
    """Who may include whom: read from CMakeLists.txt, so that there is one list."""
    text = (root / "CMakeLists.txt").read_text()
    found = {}
    for name, body in re.findall(r"sidetone_module\((\w+)([^)]*)\)", text):
        knows = re.search(r"KNOWS((?:\s+[a-z]+)*)", body)
        found[name] = knows[1].split() if knows else []
    return found


def check_lines(here: Path, text: str, knows: dict[str, list[str]]):
    folder = here.parts[0]
    for number, line in enumerate(text.splitlines(), 1):
        if (m := re.match(r'#include "(\w+)/', line)) and m[1] != folder:
            for_tests = here.stem.endswith("_test") and m[1] == "support"
            if m[1] not in knows.get(folder, []) and not for_tests:
                yield f"{here}:{number}: {folder} may not know {m[1]}"
        if m := re.match(r"#include <([^>]+)>", line):
            for library, homes in OUTSIDE.items():
                if m[1].startswith(library) and not str(here).startswith(homes):
                    yield f"{here}:{number}: <{m[1]}> belongs behind {' or '.join(homes)}"
        if folder in CORE and (m := BANNED_IN_CORE.search(line)):
            yield f"{here}:{number}: '{m[0]}' has no place in the core"
        if folder not in MAY_LOCK and (m := BANNED_LOCKS.search(line)):
            yield f"{here}:{number}: '{m[0]}': only {', '.join(sorted(MAY_LOCK))} may lock"
        if len(line) > MAX_COLUMNS:
            yield f"{here}:{number}: line is {len(line)} columns wide"
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line) and not re.search(r"#\d+", line):
            yield f"{here}:{number}: a TODO needs an issue: TODO(#12)"
        if re.search(r"reinterpret_cast<[^>]*> *\(.*\) *->|\bstd::format\b|std::print", line):
            yield f"{here}:{number}: use fmt"


def check_functions(here: Path, text: str):
    """A function that does not fit on a screen does more than one thing."""
    start = None
    for number, line in enumerate(text.splitlines(), 1):
        # Our format puts a function's head and its closing brace in column 0 of namespace scope.
        if re.match(r"[A-Za-z_~].*\{$", line) and not re.match(
                r"(namespace|class|struct|enum|union|extern|constexpr .*=|const .*=|static .*=)",
                line):
            start = number
        if line.startswith("}") and start is not None:
            if number - start > MAX_FUNCTION_LINES:
                yield f"{here}:{start}: function of {number - start} lines; cut it"
            start = None


def check_sources(root: Path):
    source_root, knows = root / "src", layers(root)
    for path in sorted([*source_root.rglob("*.h"), *source_root.rglob("*.cpp")]):
        here, text = path.relative_to(source_root), path.read_text()
        is_test = here.stem.endswith(("_test", "_bench"))
        yield from check_lines(here, text, knows)
        yield from check_functions(here, text)
        if text.count("\n") > MAX_FILE_LINES and not is_test:
            yield f"{here}: {text.count(chr(10))} lines; split it by subject"
        if path.suffix == ".cpp" and not is_test and here.parts[0] in CORE:
            if not path.with_name(here.stem + "_test.cpp").exists():
                yield f"{here}: has no test beside it"
    for folder in {p.parent for p in source_root.rglob("*.cpp")}:
        if len(list(folder.glob("*.*"))) > MAX_FILES_IN_FOLDER:
            yield f"{folder.relative_to(source_root)}: too many files; split it by subject"


def check_documents(root: Path):
    """A document that names a file must be mended in the commit that moves the file."""
    named = re.compile(r"`((?:src|tests|tools|web|docs|fuzz|bench)/[\w./-]+\.\w+)")
    for path in sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")]):
        if "rfc" in path.parts:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for name in named.findall(line):
                if not (root / name).exists():
                    yield f"{path.relative_to(root)}:{number}: {name} does not exist"


def check_secrets(root: Path):
    """Nothing of the machine it was written on may enter the project."""
    listing = subprocess.run(["git", "-C", root, "ls-files"], capture_output=True, text=True)
    for name in listing.stdout.splitlines():
        path = root / name
        if path.suffix in {".md", ".sh", ".json", ".cmake", ".txt", ".py", ".ts", ".h", ".cpp"}:
            text = path.read_text(errors="replace") if path.exists() else ""
            if m := re.search(r"/(work|root|home)/[a-z]+", text):
                if "house_rules" not in name:
                    yield f"{name}: names a path of one machine: {m[0]}"


def main(root: Path) -> int:
    problems = [*check_sources(root), *check_documents(root), *check_secrets(root)]
    print(*problems, sep="\n")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
