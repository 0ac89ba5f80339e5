# SPDX-License-Identifier: GPL-3.0-or-later
"""What a row of the corpus is."""
from dataclasses import dataclass
from typing import Callable


@dataclass
class Attack:
    base: str          # what is attacked, of contract.py or tests/attacks.t
    sentence: str      # what was done to it
    make: Callable     # Pdf → bytes
    told: str = ""     # what the report must name, a regular expression
    shown: bool = False  # readers show something else than before
    sub: str = None      # the sub-indication
    field: str = "Signature1"  # the attacked signature


@dataclass
class Update:
    base: str
    sentence: str
    make: Callable
