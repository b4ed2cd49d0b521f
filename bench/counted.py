"""The entry for a web server that counts: `VINCULO_COUNTED` names the module of the application that is served."""

import os
from importlib import import_module

from bench.counting import counted

application = counted(import_module(os.environ["VINCULO_COUNTED"]).application)
