"""The entry for a web server that counts: `VINCULO_COUNTED` names the module of the application that is served."""

import os
from importlib import import_module

from bench.counting import add_headers

application = add_headers(import_module(os.environ["VINCULO_COUNTED"]).application)
