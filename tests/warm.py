"""What a server of a test is forked from: a process that has loaded the program, and read what each server of it reads
alike. Two thirds of a start are saved, and what most phones ask first is made already.

To load this module is to have all of it: only the process from which servers are forked does (tests/servers.py).
"""

import gc
from pathlib import Path

from shaiba.cli import serve as serve  # what is preloaded
from shaiba.regions import shipped_regions
from shaiba.web.routes import routed
from shaiba.web.static import AppFiles, regions_file

APP = Path(__file__).parent.parent / "pwa" / "dist"

regions_file(shipped_regions())
AppFiles(APP).read()
routed(demo=True)
routed(demo=False)
gc.collect()
gc.freeze()  # nothing of it goes: a server that looked through it would copy each page of it
