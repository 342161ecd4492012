"""Registers for lifecycle events, in the form that the second argument names, and prints each until a
domain called "last" is undefined. Needs keepalive to be answered all the while."""
import sys

import libvirt

libvirt.virEventRegisterDefaultImpl()
conn = libvirt.openReadOnly(sys.argv[1])
form = sys.argv[2]
done = []


def lifecycle(conn, dom, event, detail, opaque):
    print("event", dom.name(), dom.ID(), event, detail, opaque, flush=True)
    if dom.name() == "last" and event == libvirt.VIR_DOMAIN_EVENT_UNDEFINED:
        done.append(True)


conn.setKeepAlive(1, 3)
if form == "old":
    conn.domainEventRegister(lifecycle, "old")
elif form == "any":
    callback = conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lifecycle, "any")
else:
    # For one domain only; "last" would never come, so a second callback ends the program.
    dom = conn.lookupByName(form)
    callback = conn.domainEventRegisterAny(dom, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lifecycle, "one")
    conn.domainEventRegisterAny(
        None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE,
        lambda conn, dom, event, detail, opaque: done.append(True) if dom.name() == "last" and event == 1 else None,
        None)
print("ready", flush=True)
while not done:
    libvirt.virEventRunDefaultImpl()
if form == "old":
    conn.domainEventDeregister(lifecycle)
else:
    conn.domainEventDeregisterAny(callback)
print("alive", conn.isAlive(), flush=True)
conn.close()
