# SPDX-License-Identifier: GPL-3.0-or-later
"""openssl with files that are there for one call."""
import os
import subprocess
import tempfile


def openssl_in(pki, *arguments, stdin=b""):
    """Runs openssl in the folder pki; {in} and {out} among the arguments are files. Gives what is in {out}."""
    with tempfile.TemporaryDirectory() as folder:
        names = {"in": os.path.join(folder, "in"), "out": os.path.join(folder, "out")}
        with open(names["in"], "wb") as file:
            file.write(stdin)
        subprocess.run(["openssl", *(a.format(**names) for a in arguments)], cwd=pki, check=True,
                       env=dict(os.environ, BASE=""), capture_output=True)
        with open(names["out"], "rb") as file:
            return file.read()
