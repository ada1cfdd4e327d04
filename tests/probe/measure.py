#!/usr/bin/env python3
"""Measures what a client takes on a device, and proves that it cannot panic.

    measure.py show     builds all and prints the table
    measure.py write    the same, into sizes.txt, and the README's table after it
    measure.py readme   only the README's table, after sizes.txt
    measure.py check    fails if a size is more than 2 % off sizes.txt, if the README's table is another one than sizes.txt gives,
                        if a program with a panic path links, or if a static takes flash

Flash is text, read-only data and initialised data. Which part a byte belongs to is told by the source line of its instruction;
a line of the core library belongs to the line of the client that it was inlined behind. Parts are not held to the 2 %, for code
moves between them; their sum is. The budgets are for a client without mem*, the compiler's memory functions, which all firmware
shares; the README's table compares with them and fails nothing. Needs: the targets, the component llvm-tools, and qemu-system-arm.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TABLE = HERE / "sizes.txt"
README = ROOT / "README.md"
TARGETS = ["thumbv7em-none-eabihf", "thumbv6m-none-eabi", "riscv32imc-unknown-none-elf"]
CONFIGURATIONS = ["least", "legacy", "float", "tagged", "lines", "polled", "awaited", "calls", "values"]
# QEMU's machine with this core, and flash and RAM where `build.rs` puts them.
RUN_TARGET, MACHINE = "thumbv7em-none-eabihf", "netduinoplus2"
TOLERANCE = 0.02
HEAD = "# Bytes. Written by `tests/probe/measure.py write`, which says what they are; held to by `.ci/run probes`."
# What a client may take of the flash, without mem*. The README shows which are kept to.
BUDGETS = {
    "legacy": {"thumbv7em-none-eabihf": 6 * 1024 + 512, "thumbv6m-none-eabi": 7 * 1024},
    "float": {"thumbv7em-none-eabihf": 11 * 1024, "thumbv6m-none-eabi": 12 * 1024},
}
# And of its stack.
FLUSH_STACK = 512
# And of its RAM.
BUFFERS, BUFFERS_RAM = "queue of 64 readings, 8 names, 2 sources, aggregator of 8, scratch of 96", 2 * 1024
MARKS = ("<!-- sizes: written by tests/probe/measure.py -->", "<!-- end of sizes -->")
BOOT = "boot and critical sections"
TOTAL, CLIENT = "all", "client: all less a program that only boots"
INTERRUPTS = "instructions with interrupts off, by slots of the queue"
NO_PANIC = "a_panic_path_is_left"

# The part that a source file belongs to: the first that matches.
PARTS = [
    (r"/tests/probe/src/", "the firmware itself"),
    (r"/src/queue/room\.rs", "queue: fold"),
    (r"/src/queue/", "queue"),
    (r"/src/text/", "text table"),
    (r"/src/readings/", "readings"),
    (r"/src/aggregator/", "aggregator"),
    (r"/src/encode/(headers|base64|percent|call)\.rs", "head"),
    (r"/src/encode/", "body"),
    (r"/src/answers/", "answers"),
    (r"/src/json/", "json"),
    (r"/src/(session|client)/", "session and client"),
    (r"/src/api/", "typed calls"),
    (r"/transports/|/src/exchange\.rs", "transport"),
    (r"/zmij-", "float (zmij)"),
    (r"/compiler-builtins/src/mem/", "mem*"),
    (r"/compiler-builtins/", "arithmetic"),
]
RUNTIME = re.compile(r"/(cortex-m|cortex-m-rt|riscv|riscv-rt)-\d")
OURS = re.compile(re.escape(str(ROOT)) + r"/(src|transports)/")
MEM = re.compile(r"(__aeabi_)?mem(cpy|move|set|clr|cmp)\d?$")


def run(command, **options):
    return subprocess.run(command, capture_output=True, text=True, cwd=HERE, check=False, **options)


def say(command, result):
    sys.exit(f"{' '.join(map(str, command))}\n{result.stdout}{result.stderr}")


def tool(name):
    sysroot = run(["rustc", "--print", "sysroot"]).stdout.strip()
    found = list(Path(sysroot).glob(f"lib/rustlib/*/bin/{name}"))
    if not found:
        sys.exit("rustup component add llvm-tools")
    return found[0]


def output(command, **options):
    result = run(command, **options)
    if result.returncode:
        say(command, result)
    return result.stdout


def cargo(binary, target, features):
    # Firmware under QEMU brings a critical section of its own.
    chosen = ["--features", features] if binary == "size" else ["--no-default-features", "--features", features]
    return ["cargo", "build", "--release", "--locked", "--bin", binary, "--target", target, *chosen]


def build(binary, target, features):
    output(cargo(binary, target, features))
    return HERE / "target" / target / "release" / binary


def sections(elf):
    """Name and size of what lies in flash, and the size of .bss."""
    told = json.loads(output([tool("llvm-readobj"), "-S", "--elf-output-style=JSON", elf]))
    flash, bss = {}, 0
    for section in (entry["Section"] for entry in told[0]["Sections"]):
        name = section["Name"]["Name"]
        if "SHF_ALLOC" not in {flag["Name"] for flag in section["Flags"]["Flags"]}:
            continue
        if section["Type"]["Name"] == "SHT_NOBITS":
            bss += section["Size"] if name == ".bss" else 0
        else:
            flash[name] = section["Size"]
    return flash, bss


def part_of(path, symbol, before):
    """Of a source line in this symbol, behind a line of the part `before`."""
    for pattern, part in PARTS:
        if re.search(pattern, path):
            return "mem*" if MEM.match(symbol) else part
    if OURS.search(path):
        return "other"
    return before or (BOOT if RUNTIME.search(path) else "core library")


def without_lines(symbol):
    """Of a symbol written in assembly."""
    return "mem*" if MEM.match(symbol) else "arithmetic" if symbol.startswith("__aeabi_") else BOOT


def code(elf):
    """Bytes of code by part."""
    parts = {}
    symbol, part, begin = "", None, 0

    def until(end):
        nonlocal begin
        name = part or without_lines(symbol)
        parts[name] = parts.get(name, 0) + (end - begin if begin else 0)
        begin = end

    for line in output([tool("llvm-objdump"), "-d", "-l", "--no-show-raw-insn", elf]).splitlines():
        if line.startswith("Disassembly"):
            begin = 0
        elif found := re.match(r"([0-9a-f]{8}) <(.*)>:$", line):
            until(int(found[1], 16))
            if not found[2].startswith(".L"):
                symbol, part = found[2], None
        elif line.startswith("; /"):
            part = part_of(line[2:], symbol, part)
        elif found := re.match(r" *([0-9a-f]+): ", line):
            until(int(found[1], 16))
    return parts


def flash(target, features):
    """Flash by part, and in all."""
    elf = build("size", target, features)
    lies, _ = sections(elf)
    if lies.get(".data"):
        sys.exit(f"{target}, {features}: statics take {lies['.data']} bytes of .data, and as many of flash")
    parts = code(elf)
    total = sum(lies.values())
    vectors = lies.get(".vector_table", 0)
    parts[BOOT] = parts.get(BOOT, 0) + vectors
    # What is not code and not a vector.
    parts["constants"] = total - sum(parts.values())
    return parts, total


def flash_table(target):
    rows = {}
    _, boot = flash(target, "")
    for column in CONFIGURATIONS:
        parts, total = flash(target, column)
        for name in [*dict.fromkeys(part for _, part in PARTS), "other", "core library", "constants", BOOT]:
            rows.setdefault(name, {})[column] = parts.pop(name, 0)
        assert not parts, parts
        rows.setdefault(TOTAL, {})[column] = total
        rows.setdefault(CLIENT, {})[column] = total - boot
    return {name: row for name, row in rows.items() if any(row.values())}


def said(binary, features):
    """Lines of a firmware under QEMU, whose clock runs by instructions."""
    elf = build(binary, RUN_TARGET, features)
    machine = ["qemu-system-arm", "-M", MACHINE, "-icount", "shift=7", "-display", "none", "-monitor", "none"]
    semihosting = ["-semihosting-config", "enable=on,target=native"]
    told = output([*machine, *semihosting, "-kernel", elf], timeout=60)
    return [line.split(" | ") for line in told.splitlines()]


def run_tables():
    """Memory, stack, and instructions with interrupts off, as the firmware says under QEMU."""
    tables = {}
    for column in ["legacy", "float"]:
        for section, what, size in said("run", f"run,{column}"):
            tables.setdefault(section, {}).setdefault(what, {})[column] = int(size)
    for _, what, slots, instructions in said("sections", "run"):
        tables.setdefault(INTERRUPTS, {}).setdefault(what, {})[slots] = int(instructions)
    elf = build("size", RUN_TARGET, "legacy")
    lies, bss = sections(elf)
    tables["ram"][".bss: SharedQueue<64, 512> and SharedAggregator<8, 128>"] = {"legacy": bss}
    tables["ram"][".data"] = {"legacy": lies.get(".data", 0)}
    return tables


def measured():
    tables = {f"flash, {target}": flash_table(target) for target in TARGETS}
    return tables | run_tables()


def prove_the_proof():
    """A program with a panic path does not link, and for no other reason."""
    for target in TARGETS:
        command = cargo("size", target, "legacy,with-panic")
        result = run(command)
        if result.returncode == 0 or f"undefined symbol: {NO_PANIC}" not in result.stderr:
            say(command, result)
        print(f"{target}: no panic path in {', '.join(CONFIGURATIONS)}; one that is put in does not link")


def render(tables):
    lines = [HEAD, f"# {output(['rustc', '--version']).strip()}"]
    for section, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows.values() for column in row))
        width = max(map(len, rows))
        lines += ["", f"[{section}]", " " * width + "".join(f"{column:>9}" for column in columns)]
        for name, row in rows.items():
            lines.append(f"{name:<{width}}" + "".join(f"{row.get(column, '-'):>9}" for column in columns))
    return "\n".join(lines) + "\n"


def parse(text):
    tables, columns = {}, []
    for line in text.splitlines():
        if found := re.match(r"\[(.*)\]$", line):
            rows = tables[found[1]] = {}
            columns = []
        elif not line or line.startswith("#"):
            continue
        elif not columns:
            columns = line.split()
        else:
            name, *sizes = line.rsplit(maxsplit=len(columns))
            rows[name] = {column: int(size) for column, size in zip(columns, sizes) if size != "-"}
    return tables


def readme_table(tables):
    def bytes_of(size, budget=None):
        if budget:
            return f"{size:,} {'≤' if size <= budget else '>'} {budget:,}"
        return f"{size:,}"

    flash = [tables[f"flash, {target}"] for target in TARGETS]
    lines = ["| | Cortex-M4F | Cortex-M0 | RV32IMC |", "|---|--:|--:|--:|"]
    for column, what in [
        ("least", "gauges by name to `POST /v1/metrics`, integers and decimals, `StatusOnly`"),
        ("legacy", "**all answers understood, handles, an aggregator, folding**"),
        ("tagged", "that in bold, and tags"),
        ("float", "that in bold, and any `f64`"),
        ("lines", "that in bold, in line protocol"),
        ("awaited", "that in bold, awaited"),
        ("calls", "that in bold, and typed calls: a list of metrics, an annotation"),
        ("values", "those, and a list of measurements, which are any `f64`"),
    ]:
        lines.append(f"| {what} | " + " | ".join(bytes_of(table[CLIENT][column]) for table in flash) + " |")
        if column in BUDGETS:
            own = [table[CLIENT][column] - table["mem*"][column] for table in flash]
            sizes = map(bytes_of, own, map(BUDGETS[column].get, TARGETS))
            lines.append("| ... without mem* | " + " | ".join(sizes) + " |")
    ram, stack = tables["ram"], tables["stack"]
    lines += ["", "| on a 32-bit device | bytes |", "|---|--:|"]
    for what in ["Queue<64, 512>", "Aggregator<8, 128>", "Client over ByteStream, scratch of 256"]:
        name = f"`{what}`" if "<" in what else "a client over `ByteStream`, with 256 bytes of scratch"
        lines.append(f"| {name} | {bytes_of(ram[what]['legacy'])} |")
    lines.append(f"| a {BUFFERS} | {bytes_of(ram[BUFFERS]['legacy'], BUFFERS_RAM)} |")
    flush = max(row["legacy"] for name, row in stack.items() if "flush" in name)
    lines.append(f"| stack of a flush | {bytes_of(flush, FLUSH_STACK)} |")
    lines.append(f"| stack of an add | {bytes_of(max(row['legacy'] for name, row in stack.items() if 'add' in name))} |")
    lines += ["", "| interrupts off, at a time, on a Cortex-M4F | queue of 64 | queue of 300 |", "|---|--:|--:|"]
    for what, row in tables[INTERRUPTS].items():
        lines.append(f"| {what} | " + " | ".join(bytes_of(row[slots]) for slots in ("64", "300")) + " |")
    return "\n".join(lines) + "\n"


def with_table(readme, tables):
    begin, end = (readme.index(mark) for mark in MARKS)
    return readme[: begin + len(MARKS[0])] + "\n" + readme_table(tables) + readme[end:]


def check(committed, tables):
    """What has changed too much, or is not in the committed table."""
    wrong = []
    for section, rows in tables.items():
        for name, row in rows.items():
            if section.startswith("flash") and name not in (TOTAL, CLIENT):
                continue
            for column, size in row.items():
                was = committed.get(section, {}).get(name, {}).get(column)
                if was is None or abs(size - was) > TOLERANCE * was:
                    wrong.append(f"[{section}] {name}, {column}: {size}, and in sizes.txt {was}")
    return wrong


def main():
    task = sys.argv[1] if len(sys.argv) == 2 else ""
    if task in ("show", "write", "check"):
        tables = measured()
        print(render(tables))
    if task == "write":
        TABLE.write_text(render(tables))
    if task in ("write", "readme"):
        README.write_text(with_table(README.read_text(), parse(TABLE.read_text())))
    elif task == "check":
        committed = parse(TABLE.read_text())
        wrong = check(committed, tables)
        if README.read_text() != with_table(README.read_text(), committed):
            wrong.append("README.md: the table of sizes is not that of sizes.txt: run measure.py readme")
        prove_the_proof()
        if wrong:
            sys.exit("\n".join([*wrong, "If it is meant to be so: tests/probe/measure.py write"]))
    elif task != "show":
        sys.exit(__doc__)


main()
