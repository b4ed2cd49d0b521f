"""Python imports this first where the folder is on its path: the process follows the clock of the tests."""

from tests.clock import follow_clock

follow_clock()
