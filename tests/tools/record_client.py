#!/usr/bin/python3
"""Records what libvirt's own client sends to a daemon that has an answer for everything.

Usage: record_client.py OUTPUT_FOLDER

Where record_wire.py stands between a client and a real daemon, this stands for the daemon: a recording socket
whose answers are made up, so that a client gets to say also what libvirt's test driver has no answer to. An answer is mostly zeros,
which every type of XDR can be read from. Every method of every class of libvirt-python is called with made-up
arguments, and so is what needs a certain order; then virt-admin's commands. Written are the calls of procedures of which
the folder has none yet. Needs Debian's python3-libvirt and libvirt-clients.
"""
import inspect
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading

import libvirt
import libvirt_lxc
import libvirt_qemu

OUT = sys.argv[1]
REMOTE, QEMU, LXC, ADMIN = 0x20008086, 0x20008087, 0x20008088, 0x06900690
KEEPALIVE = 0x6B656570
ZEROS = bytes(2048)
UUID = "c7a5fdbd-edaf-9455-926a-d65c16db1809"
seen = {}
features = [lambda feature: 1]


def word(value):
    return struct.pack(">i", value)


def string(text):
    raw = text.encode()
    return word(len(raw)) + raw + bytes(-len(raw) % 4)


def params(*more):
    """One parameter, an unsigned long long, and what stands behind the list."""
    return word(1) + string("p") + word(4) + struct.pack(">Q", 7) + b"".join(word(value) for value in more)


NAMED = string("named") + bytes.fromhex(UUID.replace("-", ""))
DOMAIN = NAMED + word(7)
# Answers that a client does something with before it goes on.
ANSWERS = {
    66: word(1) + word(0),                     # auth_list: none
    56: string("credit") + word(1),            # domain_get_scheduler_type
    57: params(), 223: params(),               # domain_get_scheduler_parameters, _flags
    198: params(1), 206: params(1), 255: params(1), 257: params(1), 253: params(1), 289: params(1), 243: params(1),
    365: params(), 407: params(1),
    227: word(1) + string("kernel") + struct.pack(">Q", 7) + word(1),
    228: word(1) + string("total") + struct.pack(">Q", 7) + word(1),
    110: string("test:///default"),            # connect_get_uri
    6: struct.pack(">IIIIIIII", 0, 0, 0, 0, 0, 0, 0, 0) + struct.pack(">QIIIIII", 1 << 20, 2, 1, 1, 1, 2, 1),
    23: DOMAIN, 24: DOMAIN, 22: DOMAIN, 10: DOMAIN, 11: DOMAIN, 350: DOMAIN, 196: DOMAIN,
    46: NAMED, 47: NAMED, 41: NAMED, 42: NAMED,     # networks
    84: NAMED, 85: NAMED, 76: NAMED, 77: NAMED,     # pools
    93: string("pool") + string("vol") + string("/key"), 94: string("pool") + string("vol") + string("/key"),
    95: string("pool") + string("vol") + string("/key"),
    113: string("dev"), 128: string("eth0") + string("52:54:00:00:00:01"),
    175: NAMED, 176: NAMED, 180: NAMED,             # filters
    140: word(1) + string(UUID), 141: bytes(16) + word(1) + string("usage"), 142: bytes(16) + word(1) + string("usage"),
    185: string("snap") + DOMAIN, 189: string("snap") + DOMAIN,
    411: string("check") + DOMAIN, 415: string("check") + DOMAIN,
    405: NAMED + NAMED[-16:], 406: NAMED + NAMED[-16:],
    14: string("<domain/>"), 351: word(0) + word(0),
}


class Connection(threading.Thread):
    """One client, answered until it hangs up."""

    def __init__(self, sock):
        super().__init__(daemon=True)
        self.sock = sock

    def read(self, count):
        data = b""
        while len(data) < count:
            part = self.sock.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def send(self, header, body):
        self.sock.sendall(struct.pack(">I", 28 + len(body)) + struct.pack(">IIiIII", *header) + body)

    def run(self):
        try:
            while True:
                self.packet()
        except (EOFError, OSError):
            pass

    def packet(self):
        length = struct.unpack(">I", self.read(4))[0]
        packet = self.read(length - 4)
        prog, vers, proc, kind, serial, status = struct.unpack(">IIiIII", packet[:24])
        body = packet[24:]
        if prog == KEEPALIVE:
            self.send((prog, vers, 2, 2, 0, 0), b"")
        elif kind in (0, 4):
            if kind == 4:
                self.read(struct.unpack(">I", body[:4])[0])
                body = body[4:]
            rows = seen.setdefault((prog, proc), [])
            if body.hex() not in rows and len(rows) < 4 and len(body) < 2000:
                rows.append(body.hex())
            self.send((prog, vers, proc, 1, serial, 0), self.answer(prog, proc, body))
        elif kind == 3 and status in (0, 1):
            self.send((prog, vers, proc, 3, serial, status), b"")

    def answer(self, prog, proc, body):
        if prog == REMOTE and proc == 60:
            return word(features[0](struct.unpack(">i", body[:4])[0]))
        if prog == REMOTE and proc in ANSWERS:
            return ANSWERS[proc] + (b"" if proc in (66,) else ZEROS)
        return ZEROS


def serve(path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(64)

    def loop():
        while True:
            Connection(server.accept()[0]).start()

    threading.Thread(target=loop, daemon=True).start()


def quiet(call, *args):
    # Whatever a made-up answer makes of it: what was sent is what counts.
    try:
        return call(*args)
    except Exception:  # pylint: disable=broad-except
        return None


def value(name, stream, conn, dom):
    """An argument for a parameter with this name."""
    known = {
        "self": None, "flags": 1, "cb": lambda *a: 0, "opaque": None, "params": {"p": 7}, "files": [0],
        "stream": stream, "st": stream, "st_": stream, "dconn": conn, "dconnuri": "test:///other", "duri": "test:///other",
        "uri": "tcp://there", "miguri": "tcp://there", "doms": [dom], "dom": None, "mountpoints": ["/", "/home"],
        "cpumap": (True, False, True), "keycodes": [1, 2, 3], "nkeycodes": 3, "xmlCPUs": ["<cpu/>", "<cpu><model/></cpu>"],
        "keys": ["ssh-rsa one", "ssh-rsa two"], "pages": [4, 2048], "time": {"seconds": 7, "nseconds": 9}, "fd": 0,
        "value": b"secret", "uuid": bytes(range(16)), "uuidstr": UUID, "bandwidth": 9, "size": 1 << 20, "offset": 16,
        "memory": 65536, "nvcpus": 2, "vcpu": 1, "screen": 0, "seconds": 3, "duration": 3, "timeout": 5, "idx": 0,
        "autostart": 1, "events": 1, "stats": 1, "types": 1, "capacity": 1 << 30, "length": 4096, "callbackID": 1,
        "eventID": 0, "command": 4, "section": 4, "parentIndex": -1, "algorithm": 3, "usageType": 2, "type": 1,
        "action": 1, "state": 1, "startCell": 0, "maxCells": 1, "cellCount": 1, "cellNum": 0, "cpuNum": -1,
        "iothread_id": 1, "pid_value": 77, "signum": 9, "downtime": 100, "cacheSize": 4096, "period": 5,
        "minimum": 1 << 20, "dumpformat": 1, "codeset": 0, "holdtime": 50, "threshold": 4096, "target": 0, "total": True,
        "iothread_val": 2, "count": 1, "start": 0, "id": 7, "snap": None, "vcpumap": "0-1", "interval": 5,
        "clonevol": None, "dev": None, "net": None, "pool": None, "secret": None,
    }
    return known.get(name, f"<{name}/>" if "xml" in name.lower() else name)


# Parameters of one name that are numbers here and text there, or of whose values some mean something.
OTHERWISE = {
    ("virDomain", "setMetadata"): [(2, "<m/>", "key", "urn:m", 1)], ("virDomain", "metadata"): [(2, "urn:m", 1)],
    ("virNetwork", "setMetadata"): [(2, "<m/>", "key", "urn:m", 1)], ("virNetwork", "metadata"): [(2, "urn:m", 1)],
    ("virDomain", "memoryPeek"): [(1 << 20, 4096, 1)], ("virDomain", "blockPeek"): [("vda", 512, 4096, 0)],
    ("virDomain", "setTime"): [({"seconds": 7, "nseconds": 9}, 1)], ("virDomain", "blockCommit"): [("vda", "base", "top", 9, 1)],
    ("virDomain", "setBlockIoTune"): [("vda", {"p": 7}, 1)], ("virDomain", "blockCopy"): [("vda", "<disk/>", {"p": 7}, 1)],
    ("virDomain", "setVcpu"): [("0-1", 1, 1)], ("virDomain", "setGuestVcpus"): [("0-1", 1, 0)],
    ("virDomain", "interfaceAddresses"): [(1, 0)], ("virDomain", "blockRebase"): [("vda", "base", 9, 1)],
    ("virDomain", "openConsole"): [("con", "STREAM", 1)], ("virDomain", "openChannel"): [("chan", "STREAM", 1)],
    ("virDomain", "screenshot"): [("STREAM", 1, 0)], ("virDomain", "saveParams"): [({"file": "f", "dxml": "<domain/>"}, 1)],
    ("virConnect", "restoreParams"): [({"file": "f"}, 1)], ("virDomain", "sendProcessSignal"): [(77, 9, 0)],
    ("virConnect", "compareCPU"): [("<cpu/>", 1)], ("virConnect", "setMemoryParameters"): [({"p": 7}, 0)],
    ("virConnect", "setIdentity"): [({"user-name": "u"}, 0)], ("virConnect", "suspendForDuration"): [(1, 60, 0)],
    ("virConnect", "allocPages"): [({4: 10}, 0, 1, 0)], ("virConnect", "getFreePages"): [([4, 2048], 0, 1, 0)],
    ("virDomain", "authorizedSSHKeysSet"): [("user", ["ssh-rsa one"], 1)], ("virDomain", "fSFreeze"): [(["/"], 0)],
    ("virDomain", "PMSuspendForDuration"): [(1, 60, 0)], ("virDomain", "pMSuspendForDuration"): [(1, 60, 0)],
    ("virDomain", "setThrottleGroup"): [("group", {"total_iops_sec": 7}, 1)], ("virDomain", "FDAssociate"): [("name", [0], 0)],
    ("virDomain", "setLaunchSecurityState"): [({"sev-secret": "s"}, 0)], ("virSecret", "setValue"): [(b"secret", 0)],
    ("virDomain", "setPerfEvents"): [({"p": 7}, 1)], ("virDomain", "setIOThreadParams"): [(1, {"poll_max_ns": 7}, 1)],
    ("virDomain", "backupBegin"): [("<backup/>", "<checkpoint/>", 0)], ("virDomain", "createWithFiles"): [([0], 0)],
    ("virConnect", "createXMLWithFiles"): [("<domain/>", [0], 0)],
}
LEFT_OUT = {"close", "connect", "domain", "ref", "free", "c_pointer", "setKeepAlive", "virConnGetLastError", "newStream",
            "virConnResetLastError", "listAllDevices"}


def every_method(thing, conn, dom, stream):
    """Calls each method of an object once, or as OTHERWISE says."""
    kind = type(thing).__name__
    for name, method in inspect.getmembers(type(thing), inspect.isfunction):
        if name.startswith("_") or name in LEFT_OUT or "migrate" in name and name.startswith("migrate"):
            continue
        for args in OTHERWISE.get((kind, name), [None]):
            if args is None:
                args = [value(each, stream, conn, dom) for each in list(inspect.signature(method).parameters)[1:]]
            args = [conn.newStream(0) if each == "STREAM" else each for each in args]
            quiet(method, thing, *args)


def objects(conn):
    dom = conn.lookupByName("named")
    pool = conn.storagePoolLookupByName("pool")
    net = conn.networkLookupByName("net")
    found = [
        dom, net, pool, quiet(pool.storageVolLookupByName, "vol"), quiet(conn.nodeDeviceLookupByName, "dev"),
        quiet(conn.interfaceLookupByName, "eth0"), quiet(conn.secretLookupByUUIDString, UUID),
        quiet(conn.nwfilterLookupByName, "filter"), quiet(conn.nwfilterBindingLookupByPortDev, "vnet0"),
        quiet(net.portLookupByUUIDString, UUID), quiet(dom.snapshotLookupByName, "snap"),
        quiet(dom.checkpointLookupByName, "check"),
    ]
    return dom, [thing for thing in found if thing]


def events(conn, dom):
    """Registering and deregistering, in both ways."""
    def ignore(*a):
        pass
    for number in range(28):
        quiet(conn.domainEventRegisterAny, dom if number % 2 else None, number, ignore, None)
    for register, end in (
        (conn.domainEventRegisterAny, conn.domainEventDeregisterAny),
        (conn.networkEventRegisterAny, conn.networkEventDeregisterAny),
        (conn.storagePoolEventRegisterAny, conn.storagePoolEventDeregisterAny),
        (conn.nodeDeviceEventRegisterAny, conn.nodeDeviceEventDeregisterAny),
        (conn.secretEventRegisterAny, conn.secretEventDeregisterAny),
    ):
        number = quiet(register, None, 0, ignore, None)
        if number is not None:
            quiet(end, number)
    quiet(conn.domainEventRegister, ignore, None)
    quiet(conn.domainEventDeregister, ignore)
    quiet(conn.registerCloseCallback, ignore, None)
    quiet(conn.unregisterCloseCallback)


def migrations(uri):
    """Guests that move, between daemons of every age."""
    for wanted in (lambda feature: 1, lambda feature: feature != 13, lambda feature: feature not in (6, 13),
                   lambda feature: feature not in (3, 6, 13)):
        features[0] = wanted
        conn, other = libvirt.open(uri), libvirt.open(uri)
        dom = conn.lookupByName("named")
        for flags in (0, 1, 2 | 4, 2):
            quiet(dom.migrate, other, flags, "new", "tcp://there", 9)
            quiet(dom.migrate2, other, "<domain/>", flags, "new", "tcp://there", 9)
            quiet(dom.migrate3, other, {"destination_name": "new", "bandwidth": 9}, flags)
            quiet(dom.migrateToURI, "test:///other", flags, "new", 9)
            quiet(dom.migrateToURI2, "test:///other", "tcp://there", "<domain/>", flags, "new", 9)
            quiet(dom.migrateToURI3, "test:///other", {"destination_name": "new"}, flags)
        for name, args in (("migrateSetMaxDowntime", (100, 0)), ("migrateSetMaxSpeed", (9, 0)),
                           ("migrateGetMaxSpeed", (0,)), ("migrateGetMaxDowntime", (0,)), ("migrateStartPostCopy", (0,)),
                           ("migrateGetCompressionCache", (0,)), ("migrateSetCompressionCache", (4096, 0))):
            quiet(getattr(dom, name), *args)
        quiet(conn.close)
        quiet(other.close)
    features[0] = lambda feature: 0
    conn = libvirt.open(uri)
    events(conn, conn.lookupByName("named"))
    features[0] = lambda feature: 1


def others(uri):
    """The programs beside the remote one."""
    conn = libvirt.open(uri)
    dom = conn.lookupByName("named")
    quiet(libvirt_qemu.qemuMonitorCommand, dom, "info", 1)
    quiet(libvirt_qemu.qemuAgentCommand, dom, "{}", 5, 0)
    quiet(libvirt_qemu.qemuAttach, conn, 77, 0)
    quiet(libvirt_qemu.qemuMonitorCommandWithFiles, dom, "info", [0], 1)
    number = quiet(libvirt_qemu.qemuMonitorEventRegister, conn, dom, "STOP", lambda *a: None, None, 0)
    quiet(libvirt_qemu.qemuMonitorEventDeregister, conn, number or 0)
    quiet(libvirt_lxc.lxcOpenNamespace, dom, 0)


def admin(folder):
    uri = f"libvirtd:///system?socket={folder}/socket"
    for line in (
        "server-list", "srv-threadpool-info libvirtd", "srv-threadpool-set libvirtd --min-workers 3 --max-workers 9",
        "srv-clients-list libvirtd", "client-info libvirtd 7", "client-disconnect libvirtd 7",
        "srv-clients-info libvirtd", "srv-clients-set libvirtd --max-clients 99", "dmn-log-info",
        "dmn-log-filters 1:qemu", "dmn-log-outputs 1:stderr", "dmn-log-define --filters 1:qemu --outputs 1:stderr",
        "srv-update-tls libvirtd", "daemon-timeout --timeout 30", "daemon-shutdown --preserve", "version",
    ):
        done = subprocess.run(["virt-admin", "-c", uri, *line.split()], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=20, check=False)
        del done


def virsh(uri):
    """What libvirt-python has no method for, or refuses to send."""
    for line in (
        "attach-device named /dev/null --config", "domblkinfo named vda", "domjobinfo named", "qemu-monitor-event --timeout 1",
        "secret-set-value " + UUID + " c2VjcmV0", "secret-get-value " + UUID, "cpu-baseline /dev/null", "domxml-from-native argv /dev/null",
        "nodecpustats", "nodememstats", "node-memory-tune --shm-pages-to-scan 9", "schedinfo named --set p=9 --live",
        "blkiotune named --weight 500", "memtune named --hard-limit 99999", "numatune named --mode strict --nodeset 0",
        "domiftune named eth0 --inbound 100,100,100", "blkdeviotune named vda --total-iops-sec 9",
        "iothreadset named 1 --poll-max-ns 9", "perf named --enable cmt", "perf named", "net-metadata net urn:m",
        "domsetlaunchsecstate named --secrethdr /dev/null --secret /dev/null", "domlaunchsecinfo named", "nodesevinfo",
        "backup-dumpxml named", "managedsave-dumpxml named", "guest-agent-timeout named 5", "get-user-sshkeys named root",
        "domdirtyrate-calc named 1", "dom-fd-associate named group --pass-fds 0", "set-lifecycle-action named crash preserve",
        "domblkthreshold named vda 99", "freepages --all", "allocpages 2M 1", "list --all", "snapshot-revert named snap",
        "snapshot-current named", "domtime named", "domtime named --now", "dompmsuspend named mem", "dompmwakeup named",
        "domfsfreeze named", "domfsthaw named", "domfstrim named", "domfsinfo named", "guestinfo named", "guestvcpus named",
        "setvcpu named 0 --enable", "domrename named other", "inject-nmi named", "send-process-signal named 77 9",
        "domifaddr named", "domhostname named", "set-user-password named root pw", "iothreadinfo named", "iothreadpin named 1 0",
        "iothreadadd named 9", "iothreaddel named 9", "emulatorpin named 0 --live", "vcpupin named 0 0 --live",
        "blockjob named vda", "blockjob named vda 9", "blockjob named vda --abort", "blockpull named vda",
        "blockcommit named vda", "blockresize named vda 1G", "blockcopy named vda /x --wait", "domblkstat named vda",
        "migrate-getspeed named", "migrate-getmaxdowntime named", "domjobabort named --postcopy", "nwfilter-dumpxml filter",
        "nwfilter-undefine filter", "net-port-list net", "checkpoint-list named", "hypervisor-cpu-compare /dev/null",
        "domthrottlegroupset named g --total-iops-sec 9", "domthrottlegroupdel named g", "dommemstat named --period 5",
        "detach-device-alias named a", "dump named /x --memory-only --format elf", "dump named /x", "save named /x", "restore /x",
        "save-image-dumpxml /x", "save --parallel-channels 2 named /x", "restore --parallel-channels 2 /x",
    ):
        try:
            subprocess.run(["virsh", "-c", uri, *line.split()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, timeout=10, check=False)
        except subprocess.TimeoutExpired:
            pass


def main():
    libvirt.registerErrorHandler(lambda *a: None, None)
    libvirt.virEventRegisterDefaultImpl()
    with tempfile.TemporaryDirectory() as folder:
        serve(folder + "/socket")
        uri = f"qemu+unix:///system?socket={folder}/socket"
        conn = libvirt.open(uri)
        dom, things = objects(conn)
        for thing in [conn, *things]:
            every_method(thing, conn, dom, conn.newStream(0))
        events(conn, dom)
        migrations(uri)
        others(uri)
        virsh(uri)
        admin(folder)
    written = 0
    for (prog, proc), rows in sorted(seen.items()):
        path = f"{OUT}/{prog:08x}-{proc:03d}.hex"
        old = open(path).read() if os.path.exists(path) else ""
        if prog in (REMOTE, QEMU, LXC, ADMIN) and not any(line.startswith("call") for line in old.splitlines()):
            written += 1
            with open(path, "w") as out:
                out.write("".join(f"call {row}".rstrip() + "\n" for row in rows) + old)
    print(len(seen), "procedures called,", written, "of them new")


main()
os._exit(0)
