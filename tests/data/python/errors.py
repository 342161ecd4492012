"""Makes calls that must be refused, and prints the name of libvirt's constant for each error."""
import sys

import libvirt

libvirt.registerErrorHandler(lambda *args: None, None)
LEVELS = ("VIR_ERR_NONE", "VIR_ERR_WARNING", "VIR_ERR_ERROR")
names = {getattr(libvirt, name): name for name in dir(libvirt)
         if name.startswith("VIR_ERR_") and name not in LEVELS}
origins = {getattr(libvirt, name): name for name in dir(libvirt) if name.startswith("VIR_FROM_")}


def refused(what, call, *args):
    try:
        call(*args)
        print(what, "was not refused")
    except libvirt.libvirtError as error:
        print(what, names.get(error.get_error_code()), origins.get(error.get_error_domain()))


conn = libvirt.open(sys.argv[1])
other = "<domain type='test'><name>test</name><memory>1024</memory><os><type>hvm</type></os></domain>"
refused("no such name", conn.lookupByName, "nobody")
refused("no such id", conn.lookupByID, 99)
refused("no such uuid", conn.lookupByUUIDString, "00000000-0000-0000-0000-000000000001")
refused("no such network", conn.networkLookupByName, "nobody")
refused("no such pool", conn.storagePoolLookupByName, "nobody")
refused("no such interface", conn.interfaceLookupByName, "nobody")
refused("no such mac", conn.interfaceLookupByMACString, "00:00:00:00:00:01")
dom = conn.lookupByName("test")
refused("start of a running one", dom.create)
refused("resume of a running one", dom.resume)
refused("name of another", conn.defineXML, other)
refused("wrong root", conn.defineXML, "<network/>")
refused("no document", conn.defineXML, "not xml")
refused("no name", conn.defineXML, "<domain type='test'><memory>1024</memory><os><type>hvm</type></os></domain>")
refused("no vcpus", dom.setVcpus, 0)
refused("too many vcpus", dom.setVcpus, 1000)
refused("too much memory", dom.setMemory, 1 << 40)
refused("maximum of a running one", dom.setMaxMemory, 4096)
refused("unknown flags", dom.destroyFlags, 0x4000)
dom.destroy()
refused("stop of a stopped one", dom.destroy)
refused("suspend of a stopped one", dom.suspend)
refused("shutdown of a stopped one", dom.shutdown)
refused("reboot of a stopped one", dom.reboot)
refused("memory of a stopped one", dom.setMemoryFlags, 4096, libvirt.VIR_DOMAIN_AFFECT_LIVE)
dom.undefine()
refused("state of a gone one", dom.state)
refused("start of a gone one", dom.create)
refused("document of a gone one", dom.XMLDesc)
refused("undefine of a gone one", dom.undefine)
# The node starts afresh when nobody is connected any more.
del dom
conn.close()
looking = libvirt.openReadOnly(sys.argv[1])
dom = looking.lookupByName("test")
refused("write when looking", dom.destroy)
refused("define when looking", looking.defineXML, other)
refused("secrets when looking", dom.XMLDesc, libvirt.VIR_DOMAIN_XML_SECURE)
