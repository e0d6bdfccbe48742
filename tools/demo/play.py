"""One honest day in a demo district, played with the real programs over real HTTP.

Everything is done as people would do it: `tilik-server` for the office, `tilik` for each officer's phone, files in
between. Nothing here knows the inside of either; it only reads what they print.
"""

import argparse
import base64
import csv
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PIN = "246810"
# Who works where in the story: index into the villages with most households.
OFFICERS = [
    ("Yuliana Tse", [0, 1]),
    ("Dominggus Nabunome", [0]),
    ("Maria Goreti Bria", [2, 3]),
    ("Sefnat Tafui", [3]),
]
# Families of one village at the distribution of rice.
RICE_FAMILIES = 5


class Failed(Exception):
    """A command did not do what the day needs; carries what it said."""


def run(program, *arguments, pin=None, stdin=None, allowed=(0,)):
    """Runs one command; its standard output, parsed when it is asked for as JSON."""
    environment = dict(os.environ)
    if pin:
        environment["TILIK_PIN"] = pin
    done = subprocess.run(
        [str(BIN / program), *map(str, arguments)], input=stdin, env=environment, capture_output=True, text=True)
    if done.returncode not in allowed:
        raise Failed(f"{program} {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout) if "--json" in arguments and done.stdout else done.stdout


def heading(text):
    print(f"\n── {text} " + "─" * max(2, 96 - len(text)), flush=True)


def say(text):
    print("   " + text, flush=True)


class Server:
    """The district's server: started, unplugged, started again on the same port."""

    def __init__(self, data, port):
        self.data, self.port, self.process = data, port, None

    def start(self):
        port_file = self.data.parent / "port"
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [str(BIN / "tilik-server"), "serve", "--data", str(self.data), "--port", str(self.port), "--port-file",
             str(port_file)], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not port_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Failed("tilik-server did not start; is the port taken? Try --port 0")
            time.sleep(0.05)
        self.port = int(port_file.read_text())

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=30)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"


class Phone:
    """One officer's device, driven by the `tilik` command."""

    def __init__(self, home, officer):
        self.home, self.officer = home, officer

    def do(self, *arguments, stdin=None, allowed=(0,)):
        return run("tilik", "--home", self.home, "--json", *arguments, pin=PIN, stdin=stdin, allowed=allowed)

    def sync(self):
        started = time.monotonic()
        view = self.do("sync")
        view["seconds"] = time.monotonic() - started
        return view

    def visit(self, form):
        return self.do("visit", "-", stdin=json.dumps(form))

    def hand_over(self, form):
        return self.do("handover", "-", stdin=json.dumps(form))

    def members_of(self, household):
        shown = self.do("show", household)
        return [record for record in shown.get("records", []) if record["kind"] == "anggota"]


class Window:
    """The officers' app: a phone's home in a browser of this machine."""

    def __init__(self, home):
        self.home, self.process = home, None

    def start(self):
        """The address to open, or nothing where the app was not built."""
        if not (BIN.parent / "web" / "app" / "index.html").exists():
            return None
        self.process = subprocess.Popen(
            [str(BIN / "tilik"), "--home", str(self.home), "--json", "serve"], stdout=subprocess.PIPE, text=True)
        said = ""
        while not said.endswith("}\n"):
            line = self.process.stdout.readline()
            if not line:
                raise Failed("tilik serve did not start\n" + said)
            said += line
        return json.loads(said)["address"]

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=30)


def traffic(view):
    sent, received = int(view["bytes_sent"]), int(view["bytes_received"])
    return f"{sent:,} B up, {received:,} B down, {view['seconds']:.1f} s"


def households_by_village(path):
    """IDBDTs of each village, in the registry's order; villages with most households first."""
    villages = {}
    with open(path, newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            code = row["KDPROP"] + row["KDKAB"] + row["KDKEC"] + row["KDDESA"]
            villages.setdefault(code, []).append(row["IDBDT"])
    return sorted(villages.items(), key=lambda item: -len(item[1]))


def rice_lines(path):
    """IDBDTs listed for rice, with the period."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        return {row["IDBDT"]: row["period"] for row in csv.DictReader(file)
                if row["programme"] == "rastra" and row["IDBDT"]}


def answer_of(record, variable):
    for answer in record.get("answers", []):
        if answer["variable"] == variable:
            return answer["words"]
    return ""


def completed_visit(household, members, **more):
    """A clean visit: everybody is there, the first adult answers."""
    head = members[0]
    form = {
        "household": household,
        "outcome": "selesai",
        "respondent": {"person": head["record"], "adult": True},
        "documents": {"KTP": "ditunjukkan", "KK": "ditunjukkan"},
        "duration_s": 540,
        "members": [{"person": member["record"], "presence": "tinggal"} for member in members],
        "place": {"latitude": -9.6712 + int(household[-3:]) / 1e5, "longitude": 124.2241, "accuracy_m": 8},
    }
    form.update(more)
    return form


def play_field(phones, villages, rice):
    """The day without a network. Returns what was saved, in words."""
    yuliana, dominggus, maria, sefnat = phones
    shared, fourth = villages[0][1], villages[3][1]
    saved = []

    def keep(officer, what, view):
        saved.append(f"{officer.officer}: {what} ({len(view.get('sets', []))} change set)")

    for index, household in enumerate(shared[:12]):
        view = yuliana.visit(completed_visit(
            household, yuliana.members_of(household), answers={"lantai": "semen/bata merah"}, unchanged=["aset"],
            seen=["lantai"]))
        if index == 0:
            keep(yuliana, "12 visits, floors looked at, assets confirmed as unchanged", view)

    view = yuliana.visit({"household": shared[12], "outcome": "tidak ditemukan",
                          "told_by": "Ketua RT 003, Bapak Sefnat Tafui", "note": "rumah kosong sejak Agustus"})
    keep(yuliana, "a house found empty, removal proposed", view)
    view = yuliana.visit({
        "outcome": "selesai",
        "new_household": {"village": dotted(villages[0][0]),
                          "answers": {"alamat": "RT 005 Dusun Nuamolo", "lantai": "tanah"}},
        "respondent": {"name": "Martha Sesfaot", "relation": "kepala"},
        "documents": {"KTP": "tidak punya", "KK": "tidak punya"},
        "new_members": [
            {"answers": {"nama": "Martha Sesfaot", "jnskel": "perempuan", "hub_krt": "kepala", "hubkel": "kepala"}},
            {"answers": {"nama": "Yanto Sesfaot", "jnskel": "laki-laki", "tgllahir": "2019-00-00", "hub_krt": "anak",
                         "hubkel": "anak"}}]})
    keep(yuliana, "a family nobody listed, without NIK", view)

    # Dominggus works in the same village and meets some of the same families an hour later.
    view = dominggus.visit(completed_visit(
        shared[0], dominggus.members_of(shared[0]), answers={"lantai": "keramik"}, seen=["lantai"]))
    keep(dominggus, "the same house as Yuliana, another floor: the later look wins", view)
    for phone, clan in ((yuliana, "Seran"), (dominggus, "Bria")):
        members = phone.members_of(shared[1])
        form = completed_visit(shared[1], members)
        form["members"][0]["answers"] = {"nama": f"{answer_of(members[0], 'nama').title()} {clan}"}
        view = phone.visit(form)
    keep(dominggus, "the same person's name written otherwise: a person must decide", view)

    for household in fourth[:6]:
        view = maria.visit(completed_visit(household, maria.members_of(household), answers={"jumlah_kamar": 3}))
    keep(maria, "6 visits", view)

    listed = [household for household in fourth if household in rice][:RICE_FAMILIES]
    if len(listed) == RICE_FAMILIES:
        acara = {"event": "Balai desa, pembagian beras", "mode": "disaksikan", "paid_by": "juru bayar Bulog",
                 "programme": "rastra", "period": rice[listed[0]]}
        view = maria.hand_over({**acara, "deliveries": [
            {"recipient": household, "evidence": ["tanda tangan"], "card_holder": "tidak ada kartu"}
            for household in listed[:3]], "not_delivered": [{"recipient": listed[3], "reason": "tidak hadir"}]})
        keep(maria, "rice for three families, one did not come", view)
        view = sefnat.hand_over({**acara, "deliveries": [
            {"recipient": listed[2], "evidence": ["cap jempol"], "witness": "Ibu Rut Taek"},
            {"recipient": listed[4], "received": "9 kg",
             "deductions": [{"amount": "1 kg", "taken_by": "Kepala Dusun", "reason": "ongkos angkut"}],
             "evidence": ["tanda tangan"]}]})
        keep(sefnat, "rice at the other table: one family served twice, one kilogram kept by somebody", view)
    return saved


def dotted(code):
    return f"{code[:2]}.{code[2:4]}.{code[4:6]}.{code[6:]}"


def make_district(options, demo):
    """CSV files, an empty registry, and the files imported into it."""
    registry = demo / "registry"
    data = demo / "data"
    print(run("tilik-population", "--district", options.district, "--households", options.households, "--seed",
              options.seed, "--as-of", "20251101", "--out", registry), end="")
    print(run("tilik-server", "init", "--data", data, "--district", options.district), end="")
    started = time.monotonic()
    report = run("tilik-server", "import", "registry", "--data", data, "--households", registry / "rumah_tangga.csv",
                 "--persons", registry / "anggota.csv", "--as-of", "20251101", "--json")
    say(f"imported {report['households']['created']} households, {report['families']['created']} families, "
        f"{report['persons']['created']} persons in {time.monotonic() - started:.0f} s; what was odd in the file:")
    for problem in report.get("problems", []):
        say(f"  {problem['problem'].replace('_', ' ')}: {problem['count']}")
    report = run("tilik-server", "import", "danom", "--confirm", "--data", data, "--file", registry / "danom.csv",
                 "--as-of", "20251101", "--json")
    say(f"daftar nominatif: {report['defined']} lines")
    month = time.strftime("%Y-%m")
    run("tilik-server", "campaign", "define", "--data", data, "--name", month, "--period", month, "--villages",
        options.district)
    say(f"verivali {month}: every household is listed to be visited this month")
    return data, registry


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--district", default="53.02", help="district code (default: 53.02 Timor Tengah Selatan)")
    parser.add_argument("--households", type=int, default=6000, help="how many; the real district has 92,261")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--port", type=int, default=8080, help="0: any free one")
    parser.add_argument("--demo", type=pathlib.Path, default=ROOT / "demo", help="folder, made anew")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build", help="where bin/ is")
    parser.add_argument("--leave", action="store_true", help="end after the day instead of keeping the server running")
    options = parser.parse_args()
    global BIN
    BIN = options.build / "bin"
    demo = options.demo
    if demo.exists():
        if not (demo / ".tilik-demo").exists():
            sys.exit(f"{demo} is not a demo folder of Tilik; name another with --demo")
        shutil.rmtree(demo)
    demo.mkdir(parents=True)
    (demo / ".tilik-demo").touch()

    heading("A district and its registry")
    data, registry = make_district(options, demo)
    villages = households_by_village(registry / "rumah_tangga.csv")
    if len(villages) < 4:
        sys.exit("this district has fewer than four villages with households; ask for more --households")
    rice = rice_lines(registry / "danom.csv")
    # The fourth village of the story is one where rice is due.
    due = [place for place in villages[3:] if sum(household in rice for household in place[1]) >= RICE_FAMILIES]
    if due:
        villages.remove(due[0])
        villages.insert(3, due[0])
    server = Server(data, options.port)
    window = Window(demo / "phone-1")
    try:
        play(options, demo, server, villages, rice)
        if not options.leave:
            invite(server, villages, window.start())
            say("Ctrl-C ends server and app. Another day: tools/run again.")
            server.process.wait()
    except KeyboardInterrupt:
        print()
    finally:
        window.stop()
        server.stop()


def play(options, demo, server, villages, rice):
    server.start()
    heading("Four officers enrol and fetch their villages")
    phones = []
    for number, (officer, places) in enumerate(OFFICERS, 1):
        codes = ",".join(dotted(villages[place][0]) for place in places)
        invitation = run("tilik-server", "enrol-code", "--data", server.data, "--officer", officer, "--villages", codes,
                         "--json")
        phone = Phone(demo / f"phone-{number}", officer)
        key = bytes_of(invitation["district_key"]).hex()
        phone.do("enrol", "--server", server.address, "--code", invitation["code"], "--district", key, "--device",
                 f"demo phone {number}")
        phones.append(phone)
        view = phone.sync()
        say(f"{officer:20} {codes:32} {view.get('records_received', 0):6} records, {traffic(view)}")

    heading("No signal: the server is unplugged, the officers work")
    server.stop()
    for line in play_field(phones, villages, rice):
        say(line)
    waiting = [phone.do("status").get("waiting_sets", 0) for phone in phones]
    say("waiting on the phones: " + ", ".join(f"{phone.officer} {count}" for phone, count in zip(phones, waiting)))
    phones[0].do("sync", allowed=(4,))
    say("one of them tries to send: no connection, and nothing is lost")

    heading("Evening: the server is back, the phones send")
    server.start()
    # Dominggus first, so that what he saw later arrives earlier.
    for phone in (phones[1], phones[0], phones[2], phones[3]):
        view = phone.sync()
        say(f"{phone.officer:20} {view.get('receipts', 0):3} receipts, {traffic(view)}")
    for phone in phones:
        view = phone.sync()
        say(f"{phone.officer:20} again, nothing to send: {traffic(view)}")

    heading("What reached the registry")
    say("the first house, visited by two officers (what the import said first and what was only confirmed is left out):")
    for line in run("tilik-server", "show", "--data", server.data, villages[0][1][0], "--history").splitlines():
        if not line.startswith("    r1 ") and "(dikonfirmasi" not in line:
            print(line)
    heading("What is held for decision, and why")
    noticed = run("tilik-server", "cases", "--data", server.data, "--json").get("cases", [])
    kinds = {}
    for file in noticed:
        kinds[file["kind"]] = kinds.get(file["kind"], 0) + 1
    say("open: " + ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) +
        "  (duplicates were in the imported file; the rest is today's)")
    print_cases(server.data, noticed)
    heading("Every kilogram")
    print(run("tilik-server", "recap", "--data", server.data, "--programme", "rastra", "--level", "kabupaten"), end="")
    heading("Is the registry what its log says?")
    started = time.monotonic()
    print(run("tilik-server", "verify", "--data", server.data), end="")
    say(f"rebuilt and compared in {time.monotonic() - started:.1f} s")

    heading("Try it by hand")
    bin_path = os.path.relpath(BIN)
    say(f"server: {server.address}   (healthz, metrics, Connect: curl -d '{{}}' -H 'Content-Type: application/json' "
        f"{server.address}/tilik.v1.SyncService/Hello)")
    say(f"an officer's phone, PIN {PIN}:  {bin_path}/tilik --home {os.path.relpath(demo)}/phone-2 status")
    say("then: find, show, visit, handover, log, sync")
    say(f"the office:  {bin_path}/tilik-server cases --data {os.path.relpath(server.data)}")


def invite(server, villages, address):
    """What a newcomer needs to be an officer: the app, and a code of his own."""
    invitation = run("tilik-server", "enrol-code", "--data", server.data, "--officer", "Anda", "--villages",
                     dotted(villages[0][0]), "--server", server.address, "--json")
    heading("The officers' app")
    if address:
        say(f"open  {address}")
        say(f"{OFFICERS[0][0]}'s day is in it, PIN {PIN}. Or enrol as an officer of your own: paste this code,")
    else:
        say("tools/web builds it. A code to enrol with:")
    say(invitation["text"])


def print_cases(data, noticed):
    """Everything of today in full; of the duplicates that came with the file, the first."""
    text = run("tilik-server", "cases", "--data", data)
    blocks, block = [], []
    for line in text.splitlines():
        if line.startswith("Perkara ") and block:
            blocks.append(block)
            block = []
        block.append(line)
    blocks.append(block)
    duplicates = 0
    for block in blocks:
        if block and "· ganda ·" in block[0]:
            duplicates += 1
            if duplicates > 1:
                continue
        print("\n".join(block))


def bytes_of(base64_text):
    return base64.b64decode(base64_text)


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"\n{failure}")
