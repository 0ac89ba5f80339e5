# SPDX-License-Identifier: GPL-3.0-or-later
"""DER for the tests that write what openssl does not: wrapping elements, and taking them apart."""


def wrap(tag, *content):
    joined = b"".join(content)
    size = len(joined)
    head = bytes([size]) if size < 0x80 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + head + joined


def elements(der, at, end):
    """(tag, start, start of content, end) of each element between two offsets."""
    while at < end:
        size, begin = der[at + 1], at + 2
        if size >= 0x80:
            count = size & 0x7F
            size, begin = int.from_bytes(der[begin:begin + count], "big"), begin + count
        yield der[at], at, begin, begin + size
        at = begin + size


def inner(der, *path):
    """The element that is reached by these indices, from the outermost."""
    found = (0, 0, 0, len(der))
    for index in path:
        found = list(elements(der, found[2], found[3]))[index]
    return found


def parts(der):
    """The whole elements within the first element."""
    _, _, begin, end = next(elements(der, 0, len(der)))
    return [der[start:stop] for _, start, _, stop in elements(der, begin, end)]
