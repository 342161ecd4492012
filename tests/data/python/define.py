"""Defines a guest on libvirt's test driver, for as long as told, and prints the median time in microseconds."""

import sys
import time

import libvirt

xml = open(sys.argv[1], encoding="utf-8").read()
seconds = float(sys.argv[2])
conn = libvirt.open("test:///default")
samples = []
end = time.perf_counter() + seconds
while not samples or time.perf_counter() < end:
    start = time.perf_counter()
    conn.defineXML(xml)
    samples.append(time.perf_counter() - start)
samples.sort()
print(samples[len(samples) // 2] * 1e6)
