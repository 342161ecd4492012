"""Opens a connection and looks around; prints what it finds, one fact per line."""
import sys

import libvirt

libvirt.registerErrorHandler(lambda *args: None, None)
conn = libvirt.openReadOnly(sys.argv[1]) if "ro" in sys.argv[2:] else libvirt.open(sys.argv[1])
print("type", conn.getType())
print("lib", conn.getLibVersion())
print("alive", conn.isAlive(), "secure", conn.isSecure(), "encrypted", conn.isEncrypted())
for dom in conn.listAllDomains():
    print("domain", dom.ID(), dom.name(), dom.UUIDString(), dom.isActive(), dom.isPersistent(), dom.state()[0])
print("ids", conn.listDomainsID(), "inactive", conn.listDefinedDomains())
for net in conn.listAllNetworks():
    print("network", net.name(), net.UUIDString(), net.isActive())
for pool in conn.listAllStoragePools():
    print("pool", pool.name(), pool.UUIDString(), pool.isActive())
for iface in conn.listAllInterfaces():
    print("interface", iface.name(), iface.MACString(), iface.isActive())
print("model", conn.getInfo()[0], "memory", conn.getInfo()[1], "cpus", conn.getInfo()[2])
dom = conn.lookupByName("test")
print("info", dom.info()[:4], dom.maxMemory(), dom.maxVcpus(), dom.OSType(), dom.autostart())
print("xml", dom.XMLDesc().splitlines()[0])
print("closed", conn.close())
