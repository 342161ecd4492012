#!/usr/bin/python3
"""Asks a daemon through libvirt-python what a table says, for tests/tests/differential.rs.

Reads {"uri": URI, "operations": [{"on": OBJECT, "method": NAME, "args": [...]}]} and writes one result for each: {"ok": VALUE}, or
{"error": CODE}. An object is `conn`, or a kind and a name: `dom:test`, `vol:pool/name`.
"""
import json
import sys

import libvirt

OBJECTS = {
    "virDomain": "domain", "virNetwork": "network", "virStoragePool": "pool", "virStorageVol": "volume",
    "virInterface": "interface", "virNodeDevice": "device", "virSecret": "secret", "virNWFilter": "filter",
    "virDomainSnapshot": "snapshot", "virDomainCheckpoint": "checkpoint", "virNetworkPort": "port",
}
# What a client makes of an answer by itself, or what depends on the time of day.
SHAPES = {
    ("dom", "info"): lambda info: info[:4],
    ("conn", "getAllDomainStats"): lambda rows: sorted([dom.name(), len(values)] for dom, values in rows),
    ("dom", "blockInfo"): list,
    ("dom", "interfaceAddresses"): lambda found: sorted(
        [name, about["hwaddr"], [[each["type"], each["addr"], each["prefix"]] for each in about["addrs"] or []]]
        for name, about in found.items()),
    ("conn", "getCPUMap"): lambda answer: [answer[0], [int(bit) for bit in answer[1]], answer[2]],
    ("conn", "getMemoryStats"): lambda stats: sorted(stats),
    ("dom", "memoryStats"): len,
    ("net", "DHCPLeases"): lambda leases: [[each["iface"], each["ipaddr"], each["prefix"]] for each in leases],
}


def plain(value):
    kind = type(value).__name__
    if kind in OBJECTS:
        name = value.getName() if hasattr(value, "getName") else value.name()
        return [OBJECTS[kind], name]
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (list, tuple)):
        items = [plain(each) for each in value]
        return sorted(items) if value and type(value[0]).__name__ in OBJECTS else items
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value


def find(conn, on):
    kind, _, name = on.partition(":")
    first, _, second = name.partition("/")
    return {
        "conn": lambda: conn,
        "dom": lambda: conn.lookupByName(name),
        "net": lambda: conn.networkLookupByName(name),
        "pool": lambda: conn.storagePoolLookupByName(name),
        "vol": lambda: conn.storagePoolLookupByName(first).storageVolLookupByName(second),
        "iface": lambda: conn.interfaceLookupByName(name),
        "dev": lambda: conn.nodeDeviceLookupByName(name),
        "snap": lambda: conn.lookupByName(first).snapshotLookupByName(second),
        "check": lambda: conn.lookupByName(first).checkpointLookupByName(second),
    }[kind]()


def main():
    libvirt.registerErrorHandler(lambda *a: None, None)
    asked = json.load(sys.stdin)
    conn = libvirt.open(asked["uri"])
    answers = []
    for operation in asked["operations"]:
        on, method, args = operation["on"], operation["method"], operation["args"]
        try:
            target = find(conn, on)
            # An object among the arguments is named like one that is asked.
            args = [find(conn, each[1:]) if isinstance(each, str) and each.startswith("@") else each for each in args]
            # A CPU map must be a tuple.
            args = [tuple(each) if isinstance(each, list) and True in each else each for each in args]
            answer = getattr(target, method)(*args)
            shape = SHAPES.get((on.partition(":")[0], method))
            answers.append({"ok": plain(shape(answer) if shape else answer)})
        except libvirt.libvirtError as error:
            answers.append({"error": error.get_error_code()})
        except Exception as error:  # The table is wrong, and the comparison shows where.
            answers.append({"raised": str(error)})
    json.dump(answers, sys.stdout)


main()
