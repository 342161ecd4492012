#!/usr/bin/python3
"""Records what libvirt's own client library sends and a real libvirtd answers.

Usage: record_wire.py OUTPUT_FOLDER

Starts a private libvirtd, stands between it and libvirt-python as a proxy, makes a long list of calls
on its test driver, and writes one file per procedure: lines of `call HEX` and `reply HEX`, packet
headers left out. Needs Debian's libvirt-daemon and python3-libvirt.
"""
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

import libvirt

OUT = sys.argv[1]
seen = {}  # (program, procedure) -> list of (kind, hex)


def read_exact(sock, n):
    data = b""
    while len(data) < n:
        part = sock.recv(n - len(data))
        if not part:
            return None
        data += part
    return data


def pump(src, dst):
    while True:
        head = read_exact(src, 4)
        if head is None:
            break
        body = read_exact(src, struct.unpack(">I", head)[0] - 4)
        if body is None:
            break
        prog, _, proc, kind, _, status = struct.unpack(">IIiIII", body[:24])
        if status == 0 and kind in (0, 1, 2):
            name = {0: "call", 1: "reply", 2: "event"}[kind]
            rows = seen.setdefault((prog, proc), [])
            row = (name, body[24:].hex())
            if row not in rows and sum(r[0] == name for r in rows) < 4:
                rows.append(row)
        dst.sendall(head + body)
    try:
        dst.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def proxy(path, target):
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(8)

    def loop():
        while True:
            client, _ = server.accept()
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(target)
            threading.Thread(target=pump, args=(client, upstream), daemon=True).start()
            threading.Thread(target=pump, args=(upstream, client), daemon=True).start()

    threading.Thread(target=loop, daemon=True).start()


def quiet(call, *args):
    try:
        return call(*args)
    except libvirt.libvirtError:
        return None


def exercise(uri):
    libvirt.registerErrorHandler(lambda *a: None, None)
    libvirt.virEventRegisterDefaultImpl()
    conn = libvirt.open(uri)
    conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda *a: None, None)
    conn.domainEventRegister(lambda *a: None, None)
    stop = []

    def events():
        while not stop:
            libvirt.virEventRunDefaultImpl()

    conn.setKeepAlive(1, 3)
    threading.Thread(target=events, daemon=True).start()
    for call in (
        conn.getType, conn.getVersion, conn.getLibVersion, conn.getHostname, conn.getURI, conn.getCapabilities,
        conn.getInfo, conn.isAlive, conn.isSecure, conn.isEncrypted, conn.listAllDomains, conn.numOfDomains,
        conn.listDomainsID, conn.numOfDefinedDomains, conn.listDefinedDomains, conn.getFreeMemory,
        conn.listAllNetworks, conn.numOfNetworks, conn.listNetworks, conn.numOfDefinedNetworks,
        conn.listDefinedNetworks, conn.listAllStoragePools, conn.numOfStoragePools, conn.listStoragePools,
        conn.numOfDefinedStoragePools, conn.listDefinedStoragePools, conn.listAllInterfaces,
        conn.numOfInterfaces, conn.listInterfaces, conn.listAllDevices, conn.getSysinfo,
        conn.getSecurityModel, conn.getCPUMap, conn.listAllNWFilters, conn.listAllSecrets,
    ):
        quiet(call)
    quiet(conn.getMaxVcpus, None)
    quiet(conn.getMaxVcpus, "test")
    quiet(conn.listAllDomains, 2)
    quiet(conn.getCellsFreeMemory, 0, 2)
    quiet(conn.getCPUModelNames, "x86_64")
    quiet(conn.getDomainCapabilities, None, None, None, None)
    dom = conn.lookupByName("test")
    quiet(conn.lookupByUUIDString, "6695eb01-f6a4-8304-79aa-97f2502e193f")
    quiet(conn.lookupByID, 1)
    quiet(conn.lookupByName, "nobody")
    for call in (
        dom.info, dom.state, dom.OSType, dom.maxMemory, dom.maxVcpus, dom.isActive, dom.isPersistent,
        dom.isUpdated, dom.autostart, dom.hasManagedSaveImage, dom.XMLDesc, dom.suspend, dom.resume, dom.vcpus,
        dom.jobInfo, dom.schedulerType, dom.schedulerParameters, dom.vcpuPinInfo, dom.emulatorPinInfo,
        dom.controlInfo, dom.hostname, dom.memoryParameters, dom.blkioParameters, dom.numaParameters,
        dom.listAllSnapshots, dom.snapshotNum, dom.diskErrors, dom.fsInfo, dom.guestInfo,
    ):
        quiet(call)
    for flags in (0, 1, 2, 3, 8):
        quiet(dom.XMLDesc, flags)
        quiet(dom.vcpusFlags, flags)
    quiet(dom.metadata, libvirt.VIR_DOMAIN_METADATA_TITLE, None)
    quiet(dom.setMetadata, libvirt.VIR_DOMAIN_METADATA_TITLE, "a title", None, None)
    quiet(dom.blockStats, "hda")
    quiet(dom.interfaceStats, "eth0")
    quiet(dom.memoryStats)
    quiet(dom.getCPUStats, True)
    quiet(conn.getAllDomainStats)
    quiet(conn.baselineCPU, ["<cpu><arch>x86_64</arch><model>qemu64</model></cpu>"])
    quiet(dom.reboot)
    quiet(dom.reset)
    xml = "<domain type='test'><name>recorded</name><memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>"
    guest = conn.defineXML(xml)
    quiet(conn.defineXMLFlags, xml, 0)
    quiet(guest.setAutostart, 1)
    quiet(guest.setAutostart, 0)
    quiet(guest.create)
    quiet(guest.setMemory, 32768)
    quiet(guest.setMemoryFlags, 32768, 1)
    quiet(guest.setMaxMemory, 131072)
    quiet(guest.setVcpus, 1)
    quiet(guest.setVcpusFlags, 2, 2)
    quiet(guest.sendKey, 0, 0, [1, 2, 3], 3, 0)
    quiet(guest.pinVcpu, 0, (True,))
    quiet(guest.snapshotCreateXML, "<domainsnapshot><name>s</name></domainsnapshot>")
    snap = quiet(guest.snapshotLookupByName, "s")
    if snap:
        quiet(snap.getXMLDesc)
        quiet(snap.delete)
    quiet(guest.shutdown)
    quiet(guest.createWithFlags, 1)
    quiet(guest.resume)
    quiet(guest.destroyFlags, 0)
    quiet(guest.create)
    quiet(guest.destroy)
    quiet(guest.rename, "renamed")
    quiet(guest.undefineFlags, 0)
    quiet(conn.createXML, xml, 0)
    again = quiet(conn.lookupByName, "recorded")
    if again:
        quiet(again.shutdownFlags, 0)
        quiet(again.undefine)
    net = quiet(conn.networkLookupByName, "default")
    if net:
        for call in (net.XMLDesc, net.isActive, net.isPersistent, net.autostart, net.bridgeName):
            quiet(call)
        quiet(conn.networkLookupByUUIDString, net.UUIDString())
    pool = quiet(conn.storagePoolLookupByName, "default-pool")
    if pool:
        for call in (pool.XMLDesc, pool.info, pool.isActive, pool.isPersistent, pool.autostart, pool.numOfVolumes,
                     pool.listVolumes, pool.listAllVolumes, pool.refresh):
            quiet(call)
        quiet(conn.storagePoolLookupByUUIDString, pool.UUIDString())
        vol = quiet(pool.createXML, "<volume><name>v</name><capacity>1024</capacity></volume>")
        if vol:
            for call in (vol.info, vol.XMLDesc, vol.path, vol.delete):
                quiet(call)
    objects(conn)
    iface = quiet(conn.interfaceLookupByName, "eth1")
    if iface:
        quiet(iface.XMLDesc)
        quiet(iface.isActive)
        quiet(conn.interfaceLookupByMACString, iface.MACString())
    time.sleep(2.5)
    stop.append(True)
    conn.close()


def objects(conn):
    """Pools, volumes, networks, devices, interfaces: what changes them, and their events."""
    def ignore(*a):
        pass
    ids = [
        (conn.storagePoolEventDeregisterAny, conn.storagePoolEventRegisterAny(None, 0, ignore, None)),
        (conn.networkEventDeregisterAny, conn.networkEventRegisterAny(None, 0, ignore, None)),
        (conn.nodeDeviceEventDeregisterAny, conn.nodeDeviceEventRegisterAny(None, 0, ignore, None)),
    ]
    quiet(conn.secretEventRegisterAny, None, 0, ignore, None)
    xml = "<pool type='dir'><name>p</name><target><path>/p</path></target></pool>"
    pool = conn.storagePoolDefineXML(xml, 0)
    refresh = conn.storagePoolEventRegisterAny(pool, 1, ignore, None)
    quiet(pool.setAutostart, 1)
    quiet(pool.build, 0)
    quiet(pool.create, 0)
    quiet(pool.refresh, 0)
    quiet(conn.storagePoolLookupByTargetPath, "/p")
    quiet(conn.findStoragePoolSources, "logical", None, 0)
    quiet(conn.getStoragePoolCapabilities, 0)
    vol = pool.createXML("<volume><name>v</name><capacity>4096</capacity></volume>", 0)
    pool.createXMLFrom("<volume><name>w</name><capacity>0</capacity></volume>", vol, 0)
    quiet(pool.storageVolLookupByName, "v")
    quiet(conn.storageVolLookupByKey, vol.key())
    quiet(conn.storageVolLookupByPath, vol.path())
    quiet(vol.storagePoolLookupByVolume)
    quiet(vol.infoFlags, 1)
    quiet(vol.resize, 8192, 2)
    quiet(vol.wipe, 0)
    quiet(vol.wipePattern, 9, 0)
    quiet(vol.upload, conn.newStream(0), 7, 1 << 33, 1)
    quiet(vol.download, conn.newStream(0), 7, 1 << 33, 1)
    quiet(vol.delete, 0)
    quiet(pool.destroy)
    quiet(pool.delete, 0)
    quiet(pool.undefine)
    quiet(conn.storagePoolCreateXML, xml.replace(">p<", ">q<"), 0)
    xml = "<network><name>n</name><ip address='10.1.0.1' netmask='255.255.255.0'>" \
          "<dhcp><range start='10.1.0.2' end='10.1.0.9'/></dhcp></ip></network>"
    net = conn.networkDefineXML(xml)
    quiet(conn.networkDefineXMLFlags, xml, 1)
    quiet(net.setAutostart, 1)
    quiet(net.create)
    quiet(net.update, 3, 4, -1, "<host mac='52:54:00:00:00:01' ip='10.1.0.5'/>", 1)
    quiet(net.DHCPLeases, "52:54:00:00:00:01", 0)
    quiet(net.listAllPorts, 0)
    quiet(net.portLookupByUUIDString, "c7a5fdbd-edaf-9455-926a-d65c16db1809")
    quiet(net.portCreateXML, "<networkport/>", 1)
    quiet(net.destroy)
    quiet(net.undefine)
    quiet(conn.networkCreateXML, xml.replace(">n<", ">m<"))
    quiet(conn.networkCreateXMLFlags, xml.replace(">n<", ">o<"), 1)
    quiet(conn.numOfDevices, "system", 0)
    quiet(conn.listDevices, "system", 0)
    quiet(conn.nodeDeviceLookupSCSIHostByWWN, "2000000012341234", "1000000012341234", 0)
    quiet(conn.nodeDeviceCreateXML, "<device/>", 0)
    quiet(conn.nodeDeviceDefineXML, "<device/>", 0)
    dev = conn.nodeDeviceLookupByName("computer")
    for call in (dev.XMLDesc, dev.parent, dev.numOfCaps, dev.listCaps, dev.dettach, dev.reAttach, dev.reset,
                 dev.isActive, dev.isPersistent, dev.autostart, dev.destroy, dev.create, dev.undefine):
        quiet(call)
    quiet(dev.detachFlags, "vfio", 0)
    quiet(dev.setAutostart, 1)
    iface = conn.interfaceLookupByName("eth1")
    quiet(conn.changeBegin, 0)
    quiet(iface.destroy, 0)
    quiet(iface.create, 0)
    xml = iface.XMLDesc(0)
    quiet(iface.undefine)
    quiet(conn.interfaceDefineXML, xml, 0)
    quiet(conn.changeCommit, 0)
    quiet(conn.changeBegin, 0)
    quiet(conn.changeRollback, 0)
    uuid = "c7a5fdbd-edaf-9455-926a-d65c16db1809"
    for call in (conn.numOfSecrets, conn.listSecrets, conn.numOfNWFilters, conn.listNWFilters,
                 conn.listAllNWFilterBindings):
        quiet(call)
    quiet(conn.secretLookupByUUIDString, uuid)
    quiet(conn.secretLookupByUsage, 2, "one")
    quiet(conn.secretDefineXML, "<secret/>", 0)
    quiet(conn.nwfilterLookupByName, "clean-traffic")
    quiet(conn.nwfilterLookupByUUIDString, uuid)
    quiet(conn.nwfilterDefineXML, "<filter/>")
    quiet(conn.nwfilterDefineXMLFlags, "<filter/>", 1)
    quiet(conn.nwfilterBindingLookupByPortDev, "vnet0")
    quiet(conn.nwfilterBindingCreateXML, "<filterbinding/>", 1)
    time.sleep(0.5)
    quiet(conn.storagePoolEventDeregisterAny, refresh)
    for end, number in ids:
        quiet(end, number)


def main():
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/libvirtd.conf", "w") as conf:
            conf.write(f'unix_sock_dir = "{folder}"\nauth_unix_rw = "none"\nauth_unix_ro = "none"\n')
        daemon = subprocess.Popen(["libvirtd", "-f", folder + "/libvirtd.conf", "-p", folder + "/pid"],
                                  stderr=subprocess.DEVNULL)
        try:
            for _ in range(100):
                if os.path.exists(folder + "/libvirt-sock"):
                    break
                time.sleep(0.1)
            proxy(folder + "/proxy", folder + "/libvirt-sock")
            exercise("test+unix:///default?socket=" + folder + "/proxy")
        finally:
            daemon.terminate()
            daemon.wait()
    os.makedirs(OUT, exist_ok=True)
    for (prog, proc), rows in sorted(seen.items()):
        with open(f"{OUT}/{prog:08x}-{proc:03d}.hex", "w") as out:
            for kind, text in rows:
                out.write(f"{kind} {text}".rstrip() + "\n")
    print(len(seen), "procedures recorded")


main()
