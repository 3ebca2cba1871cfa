# SPDX-License-Identifier: Apache-2.0
"""A folder of CSV files beside the sandbox's systems, and a person with a text editor in front of it."""
import csv
import io
import os


class Folder:
    """It is system `name` of the world, the last of the config; `settings`: further lines of it, `options`: of its options."""

    def __init__(self, world, name="fair", settings=(), options=(), tail=""):
        self.world, self.name = world, name
        self.path = world.path("lists")
        os.makedirs(self.path, exist_ok=True)
        lines = [f"  {name}:", "    connector: csv", "    options:", "      folder: lists"]
        lines += [f"      {line}" for line in options] + [f"    {line}" for line in settings]
        world.write_config("\n".join(lines) + "\n" + tail)

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text, encoding="utf-8"):
        with open(self.file(name), "wb") as f:
            f.write(text.encode(encoding))

    def read(self, name, encoding="utf-8"):
        with open(self.file(name), "rb") as f:
            return f.read().decode(encoding)

    def rows(self, name, delimiter=",", encoding="utf-8"):
        """By header, as another reader of CSV sees them."""
        return list(csv.DictReader(io.StringIO(self.read(name, encoding), newline=""), delimiter=delimiter, strict=True))

    def replace(self, name, old, new, encoding="utf-8"):
        text = self.read(name, encoding)
        assert text.count(old) == 1, (old, text)
        self.write(name, text.replace(old, new), encoding)

    def picture(self):
        """All that is in the folder."""
        return {name: (os.stat(self.file(name)).st_ino, self.read(name, "latin-1")) for name in sorted(os.listdir(self.path))}
