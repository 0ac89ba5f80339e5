# SPDX-License-Identifier: GPL-3.0-or-later
"""DER for the tests that write what openssl does not: wrapping elements, and taking them apart."""


def wrap(tag, *content):
    joined = b"".join(content)
    size = len(joined)
    head = bytes([size]) if size < 0x80 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + head + joined


def parts(der):
    """The whole elements within the first element."""
    def take(at):
        size, begin = der[at + 1], at + 2
        if size >= 0x80:
            count = size & 0x7F
            size, begin = int.from_bytes(der[begin:begin + count], "big"), begin + count
        return begin, begin + size
    begin, end = take(0)
    found = []
    while begin < end:
        found.append(der[begin:take(begin)[1]])
        begin += len(found[-1])
    return found
