"""The settings of processes that tests start: the product's own, and the clock of the tests."""

from tests.clock import follow_clock

follow_clock()

from vinculo.config.settings import *  # noqa: E402, F403
